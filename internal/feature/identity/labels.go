package identity

// Labels say in Chinese what the entries of the audit log mean that are no permission.
var Labels = map[string]string{
	"identity.create": "建立账号", "identity.edit": "修改账号信息", "identity.disable": "停用账号", "identity.enable": "恢复账号",
	"identity.reset": "重置密码", "identity.expel": "强制退出", "identity.drop_factor": "解除动态口令", "identity.read_contact": "查看完整联系方式",
	"identity.end_role": "收回角色", "identity.sign_in": "登录", "identity.sign_in_refused": "登录被拒绝", "identity.sign_out": "退出登录",
	"identity.wear": "切换身份", "identity.end_session": "退出设备", "identity.end_sessions": "全部退出", "identity.change_password": "修改密码",
	"identity.factor_on": "启用动态口令", "identity.factor_off": "停用动态口令", "identity.prefer": "修改显示设置", "identity.delegate": "委托代理",
	"identity.end_delegation": "结束代理", "identity.make_token": "建立令牌", "identity.revoke_token": "撤销令牌", "identity.import": "批量导入账号",
}
