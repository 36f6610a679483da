package demo

import "dudao/internal/feature/inspect/fieldwork"

// words are what is said about a kind of unit: what fits a primary school does not fit a kindergarten,
// and neither fits a district.
type words struct {
	materials, claim, evaluation string
	preliminary, opinion, more   string
	cancel, excuse, recheck      string
	lead                         string // who answers for a measure
	praise                       []string
	records                      []fieldwork.Record // their Items grow with the number of the story
}

var schoolWords = words{
	materials:   "自评报告、学校章程、课程方案和课表、近一学年工作台账。",
	claim:       "制度健全，有计划、有记录、有检查；近一学年执行情况见所附材料。",
	evaluation:  "对照标准逐项自评，总体达到要求，个别方面需要改进。",
	preliminary: "经督导小组评议，学校办学行为规范，存在的问题见所附清单。",
	opinion:     "学校办学方向明确，管理规范，教育教学秩序良好。",
	more:        "举一反三，完善长效机制。",
	cancel:      "校舍改造，学校本学期整体借址办学，改列下一年度。",
	excuse:      "学校已书面说明原因，材料正在补充。",
	recheck:     "到校回访，抽查近三个月记录。",
	lead:        "分管副校长",
	praise: []string{"党组织领导的校长负责制运行规范，班子分工明确。", "课程开齐开足，校本课程与学生兴趣结合较好。", "教师培训有计划、有记录，青年教师成长较快。",
		"校园环境整洁，安全巡查记录完整。", "家校沟通渠道畅通，家长满意度较高。"},
	records: []fieldwork.Record{
		{Kind: fieldwork.DocReview, Place: "档案室", Items: 24, Text: "查阅章程、校务会议记录、收费台账和安全巡查记录。"},
		{Kind: fieldwork.Tour, Place: "教学楼、食堂、操场和校门口", Text: "巡视教学楼、食堂、操场和校门口，检查消防与应急设施。"},
		{Kind: fieldwork.Meeting, Place: "会议室", People: 12, Heard: "teachers", Text: "教师座谈：课时安排、培训和待遇。"},
		{Kind: fieldwork.Meeting, Place: "会议室", People: 10, Heard: "parents", Text: "家长座谈：收费公示、作业和沟通渠道。"},
		{Kind: fieldwork.Interview, Place: "教室", People: 8, Heard: "students", Text: "随机访谈学生（经监护人同意，不记姓名）。"},
		{Kind: fieldwork.Questionnaire, Place: "线上", Items: 180, Heard: "public", Text: "面向家长和社区居民的问卷，总体满意。"},
		{Kind: fieldwork.ClassVisit, Place: "各年级", Items: 6, Text: "随堂听课，目标清楚，学生参与度较高。"},
	},
}

var gardenWords = words{
	materials:   "自评报告、一日活动安排、带量食谱、卫生保健和安全巡查记录。",
	claim:       "按照评估指南组织保育教育，观察记录和卫生保健台账齐全，见所附材料。",
	evaluation:  "对照标准逐项自评，保育教育质量总体达到要求，个别方面需要改进。",
	preliminary: "经督导小组评议，幼儿园保育教育工作规范，存在的问题见所附清单。",
	opinion:     "幼儿园办园方向正确，一日活动组织有序，卫生保健和安全管理较为规范。",
	more:        "坚持以游戏为基本活动，防止“小学化”。",
	cancel:      "园舍修缮，幼儿园本学期整体借址办园，改列下一年度。",
	excuse:      "幼儿园已书面说明原因，材料正在补充。",
	recheck:     "入园回访，观察半日活动并抽查近三个月记录。",
	lead:        "分管副园长",
	praise: []string{"一日活动动静交替，户外活动时间有保证。", "教师善于观察幼儿，能够及时回应幼儿的需要。", "卫生保健制度健全，晨午检和消毒记录完整。",
		"玩具材料数量充足，幼儿取放方便。", "家园联系经常，家长对幼儿园满意度较高。"},
	records: []fieldwork.Record{
		{Kind: fieldwork.DocReview, Place: "园长室", Items: 18, Text: "查阅一日活动安排、带量食谱、晨午检和消毒记录。"},
		{Kind: fieldwork.Tour, Place: "班级、厨房、户外场地和大门口", Text: "巡视班级、厨房、户外场地和大门口，检查接送制度和安全设施。"},
		{Kind: fieldwork.Meeting, Place: "会议室", People: 9, Heard: "teachers", Text: "教师和保育员座谈：班级配备、教研和待遇。"},
		{Kind: fieldwork.Meeting, Place: "会议室", People: 10, Heard: "parents", Text: "家长座谈：膳食、收费公示和家园联系。"},
		{Kind: fieldwork.Interview, Place: "班级", People: 6, Heard: "students", Text: "观察半日活动，与幼儿自然交谈（不测查、不记姓名）。"},
		{Kind: fieldwork.Questionnaire, Place: "线上", Items: 120, Heard: "public", Text: "面向家长和社区居民的问卷，总体满意。"},
	},
}

var districtWords = words{
	materials:   "自评报告、教育经费决算、学位供给和教师配备情况、上轮反馈问题整改情况。",
	claim:       "区委、区政府专题研究，部门职责明确，数据和文件见所附材料。",
	evaluation:  "对照标准逐项自评，履行教育职责总体到位，个别方面需要加强。",
	preliminary: "经督导小组评议，区政府重视教育工作，各项职责总体落实，存在的问题见所附清单。",
	opinion:     "区政府坚持教育优先发展，投入保障有力，各级各类教育协调发展。",
	more:        "把整改任务分解到部门，每季度向市督导室报告进展。",
	cancel:      "与国家督导检查时间重合，合并进行，改列下一年度。",
	excuse:      "区政府已书面说明原因，材料正在补充。",
	recheck:     "实地回访有关部门和学校，核对近三个月台账。",
	lead:        "分管副区长",
	praise: []string{"区委教育工作领导小组定期研究教育工作，议定事项有督办。", "一般公共预算教育支出逐年只增不减，拨付及时。", "学位供给预测较准，新建学校与人口变化基本适应。",
		"教师交流轮岗制度健全，薄弱学校得到加强。", "督导机构独立履职，结果运用较为充分。"},
	records: []fieldwork.Record{
		{Kind: fieldwork.DocReview, Place: "区教委档案室", Items: 46, Text: "查阅教育经费决算、编制文件、专题会议纪要和上轮整改台账。"},
		{Kind: fieldwork.Tour, Place: "中小学、幼儿园和在建配套项目", Text: "实地走访两所中小学、一所幼儿园和一处在建教育配套项目。"},
		{Kind: fieldwork.Meeting, Place: "区政府会议室", People: 16, Text: "有关部门座谈：经费、编制、规划和教师待遇。"},
		{Kind: fieldwork.Meeting, Place: "走访学校", People: 14, Heard: "teachers", Text: "校长和教师代表座谈：工资保障、交流轮岗和减负。"},
		{Kind: fieldwork.Meeting, Place: "街道会议室", People: 12, Heard: "parents", Text: "家长代表座谈：入学、学位和课后服务。"},
		{Kind: fieldwork.Interview, Place: "走访学校", People: 10, Heard: "students", Text: "随机访谈学生（经监护人同意，不记姓名）。"},
		{Kind: fieldwork.Questionnaire, Place: "线上", Items: 620, Heard: "public", Text: "面向全区居民的问卷，对教育工作总体满意。"},
	},
}
