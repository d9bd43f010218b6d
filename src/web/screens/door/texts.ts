import { defineTexts } from "../../locale.ts";

const zh = {
  slogan: "该付的款，在对的时间，温柔地提醒一次。",
  sign_in: "登录",
  username: "用户名",
  password: "密码",
  wrong: "用户名或密码不对。忘记密码请找管理员重置。",
  throttled: "尝试太多次了，请过几分钟再试。",
  first_title: "还没有任何账号",
  first: "服务启动时在终端里打印了一次性链接，用它创建第一位管理员；或在服务器上运行 cuifu staff create。",
  setup: "创建第一位管理员",
  setup_about: "这个链接只能用一次。",
  name: "姓名",
  name_hint: "同事会在操作记录里看到",
  username_hint: "字母、数字和 . _ @ -，以字母或数字开头",
  password_hint: "至少 8 个字符",
  create: "创建并登录",
  bad_link: "链接无效、已用过或已过期。请让管理员再发一个，或在服务器上运行 cuifu staff reset。",
  reset: "设置新密码",
  reset_done: "密码已设置，请登录。",
  save: "保存",
};
type DoorKey = keyof typeof zh;

export const useDoorTexts = defineTexts<DoorKey>("door", {
  "zh-CN": zh,
  en: {
    slogan: "Unpaid orders, reminded once, kindly, at the right time.",
    sign_in: "Sign in",
    username: "User name",
    password: "Password",
    wrong: "User name or password is wrong. An admin can reset a password.",
    throttled: "Too many tries. Wait a few minutes, then try again.",
    first_title: "There is no account yet",
    first:
      "The service printed a one-time link in its terminal when it started: it makes the first admin. Or run cuifu staff create on the server.",
    setup: "Make the first admin",
    setup_about: "This link works once.",
    name: "Name",
    name_hint: "Colleagues see it in the audit log",
    username_hint: "Letters, digits and . _ @ -, beginning with a letter or digit",
    password_hint: "8 characters at least",
    create: "Create and sign in",
    bad_link: "The link is wrong, used or too old. Ask an admin for a new one, or run cuifu staff reset on the server.",
    reset: "Choose a new password",
    reset_done: "The password is set: sign in.",
    save: "Save",
  },
});
