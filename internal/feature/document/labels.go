package document

// Actions are what the log calls the steps that stand in no table.
var Actions = func() map[string]string {
	out := map[string]string{
		"document.draft": "生成公文初稿", SealAction: "成文并签名", "document.receive": "签收公文", "document.drop_recipient": "移除发送单位",
		"document.word": "修改机关代字", "document.batch": "批量签发", "document.cancel_batch": "停止批量签发", "document.template_add": "上传公文模板",
		"document.template_state": "启用或停用公文模板",
	}
	for _, s := range Steps {
		out["document."+string(s.Action)] = s.Label
	}
	return out
}()
