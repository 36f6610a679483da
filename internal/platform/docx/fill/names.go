//lang:document

package fill

// The names of the pieces, as people write them.
const (
	HeadName   = "发文机关标志"
	NumberName = "发文字号"
	TitleName  = "标题"
	ToName     = "主送机关"
	BodyName   = "正文"
	ListName   = "附件说明"
	SignName   = "发文机关署名"
	DateName   = "成文日期"
	NoteName   = "附注"
	UrgentName = "紧急程度"
	UpName     = "签发人"
	CopyName   = "抄送"
	PrintName  = "印发机关"
	DayName    = "印发日期"
	CodeName   = "核验码"
)

// Parts of the names of fonts, and braces of the wrong width.
const (
	titleFont  = "小标宋"
	bodyFont   = "仿宋"
	wideBraces = "｛｝"
)
