/** The words of opting out. Texts are normalised first: lower case, no punctuation or apostrophes, simplified characters. */

/** A message that is one of these and nothing else. Carriers' keywords, CN's TD, T and R, and their common misspellings. */
export const KEYWORDS: ReadonlySet<string> = new Set(
  `stop stopall stopp stopit stoppen unsubscribe unsub unsubscribed optout quit end cancel revoke remove
   stpo sotp stp sttop tsop dtop stpp stiop unsubcribe unsubscibe unsuscribe unsubscirbe unsubscrib unsubscribee
   td t r 回t 回td 回r 回复t 回复td 回复r 退订td td退订 t退订 退订 退定 取消订阅 拒收 拒绝接收 勿扰 请勿打扰 免打扰
   baja arret abmelden`.split(/\s+/),
);

/** Alone these may mean the order as well as the messages. */
export const UNCLEAR_KEYWORDS: ReadonlySet<string> = new Set([
  ..."n 0 00 退 取消 不要 不要了 停 停止 别 滚 烦 拉黑 屏蔽 举报 投诉 取消关注 删除 enough".split(" "),
  "no more",
]);

interface Patterns {
  /** What looks like opting out and isn't. */
  readonly excuses: readonly RegExp[];
  readonly optOut: readonly RegExp[];
  readonly unclear: readonly RegExp[];
}

const POLITE =
  "(?:(?:please|pls|plz|kindly|ok|okay|hey|hi|hello|just|now|you|sir|madam|guys|i said|can you|could you|would you|will you|you must|you need to|you should|i want you to|i told you to) )*";
const CONTACTING =
  "(?:call|phon|ring|text|messag|contact|e ?mail|bother|harass|spam|sms|remind|notif|whatsapp|wechat|send|pester|disturb)(?:s|es|e|ed|er|ers|ing|ging|ping|y|ying|ify|ifications?)?";
const MESSAGES = "(?:calls?|texts?|messages?|e ?mails?|sms|reminders?|notifications?|contact|msgs?|spam|marketing)";
const NOT = "(?:stop|quit|cease|dont|do not|never|no need to|refrain from)";
/** Not now, or not there: the wish has a limit that people have to read. */
const LIMITED =
  "(?= (?:\\w+ ){0,4}(?:before|after|until|till|at work|today|tonight|now|during|when|while|on (?:mon|tues|wednes|thurs|fri|satur|sun)day|in the (?:morning|afternoon|evening)|yet)\\b)";

export const ENGLISH: Patterns = {
  excuses: [
    /\b(?:bus|tram|train|metro|subway|pit|next|last|first|full|non|one|the|a|short|truck|rest) stop\b/g,
    /\bstop (?:by|at|over|in (?:at|to)|sign|off|loss)\b/g,
    /\b(?:didnt|did not|wont|will not|cant|cannot|dont|do not) (?:want to )?(?:stop|unsubscribe|opt out)\b/g,
    /\b(?:why|when|if|after|before) (?:did|do|does|will|would|didnt|dont|you|i|they|we) (?:you |i |they |we |not )?(?:call|text|message|email|contact|send)\w*\b/g,
    /\b(?:weekend|week|month|year|friend|front|back|end) (?:end|of)\b/g,
  ],
  optOut: [
    new RegExp(
      `^${POLITE}stop(?: (?:it|this|that|now|all|please|pls|plz|thanks|thank you|thx|already|immediately|at once|ok))*$`,
    ),
    new RegExp(`\\bstop (?:\\w+ ){0,2}${CONTACTING}\\b(?!.*\\b(?:yet)\\b)`),
    new RegExp(`\\b${NOT} (?:\\w+ ){0,2}(?:send|sending) (?:me |us )?(?:\\w+ ){0,2}${MESSAGES}\\b`),
    new RegExp(
      `\\b${NOT} (?:ever |please |you |again )*${CONTACTING}(?: (?:me|us|this number|my number|my phone|here|again|anymore|any more|ever|please))+\\b(?!${LIMITED.replace("(?= ", "(?: ")})`,
    ),
    new RegExp(`\\bno (?:more )?(?:\\w+ )?${MESSAGES}(?: please| pls| thanks| anymore| ever)*$`),
    new RegExp(`\\bno more (?:\\w+ )?${MESSAGES}\\b`),
    /\bun ?su(?:bs?|s)(?:c[ri]|rib)\w*/,
    /\bopt(?:ing)? ?(?:me )?out\b/,
    /\b(?:remove|delete|erase|take) (?:me|us)\b(?=.*\b(?:from|off|list)\b)/,
    /^(?:please |pls |kindly )*remove me(?: please| now)*$/,
    /\b(?:remove|delete|erase|lose|forget) (?:my|this) (?:phone )?(?:number|phone|contact|details|data|info|information|email)\b/,
    /\b(?:leave|let) (?:me|us) (?:alone|be)\b/,
    /\b(?:do not|dont) disturb\b/,
    /\b(?:revoke|withdraw|withdrew|cancel) (?:my |all )?(?:consent|permission|subscription|messages?|reminders?|texts?|calls?|notifications?)\b/,
    /\bi (?:do not|dont|no longer|never) (?:consent|agree to (?:be|being|these))\b/,
    /\b(?:go away|get lost|piss off|fuck off|f off)\b/,
    /\bdont want (?:\w+ ){0,3}(?:calls?|texts?|messages?|e ?mails?|reminders?|sms|to be (?:called|contacted|texted|messaged|reminded))\b/,
  ],
  unclear: [
    new RegExp(`\\b${NOT} (?:\\w+ ){0,2}${CONTACTING}\\b`),
    /\bstop\b(?=(?: \w+){0,4}$)/,
    /^stop\b/,
    /\b(?:wrong (?:number|person)|not interested|who gave you|how did you get my|harass\w*|spamm\w*|spam|reported|reporting you|report you|blocked|blocking you|block you|sue you|lawyer|annoying|annoyed)\b/,
    /\b(?:too many|so many) (?:calls|texts|messages|emails|reminders)\b/,
    /\b(?:unsub|opt out)\b/,
  ],
};

const DONT = "(?:别|不要|不许|不准|不得|勿|请勿|甭|禁止|停止|少)";
const AGAIN = "(?:再|老是|老|一直|总是|天天|继续|随便|乱)*";
const TO_ME = "(?:(?:给|跟|向|和|对|往)(?:我|俺|咱|我们|本人|这个号码?|这个电话)?)?";
const CONTACT_ACTS =
  "(?:联系|联络|打扰|骚扰|打(?=$|了|来|过来|给|我|电话| )|打电话|来电话|来电|致电|呼叫|发短信|发信息|发消息|发微信|发邮件|发广告|发垃圾|发这|推送|推销|提醒|烦我|烦了|群发|call|text|短信|电话)";

export const CHINESE: Patterns = {
  excuses: [
    /退订(?=单|金|的|货|款)/g,
    /(?:不|没|没有|不想|不要|别|不会|未)(?:想|要|是|说)?退订/g,
    /(?:别|不要|不用|不)打(?=折|包|开|印|碎|扰到|湿)/g,
    /(?:别|不要)(?:再)?发(?=货|票|错|快递|顺丰|圆通|中通|韵达|邮政)/g,
    /(?:别|不要|请勿)(?:电话|短信)?联系(?=快递|物流|客服)/g,
    /(?:联系不上|联系不到|怎么联系|如何联系)/g,
    /(?:为什么|怎么)(?:不|没|没有)?(?:再)?(?:给我)?(?:打电话|联系我|发短信|提醒我)/g,
  ],
  optOut: [
    /退订/,
    /退定短信/,
    /取消(?:短信|消息|信息|推送|提醒|电话|通知|订阅)/,
    new RegExp(`${DONT}${AGAIN}${TO_ME}${AGAIN}${CONTACT_ACTS}`),
    /不(?:想|愿意?|希望)(?:再|继续)?(?:收到|接到|看到|被)(?:你们?)?的?.{0,6}(?:短信|电话|消息|信息|打扰|骚扰|联系|提醒|推送|广告)/,
    /(?:拒绝|不接受|不同意|不接收)(?:任何|你们?|所有|再|的|一切)*(?:短信|电话|消息|信息|推送|推销|来电|联系|骚扰|广告|打扰)/,
    /(?:删除|删掉|移除|清除)(?:掉|了)?我的?(?:个人)?(?:号码|手机号?|电话|信息|资料|联系方式|数据)/,
    /把我的?(?:个人)?(?:号码|手机号?|电话|信息|资料|联系方式)(?:都|全部)?(?:给)?(?:从.{1,8})?(?:删|移除|清除)/,
    /再(?:打|发|联系|骚扰|催|来).{0,10}(?:投诉|举报|报警|拉黑|起诉|告你)/,
    /(?:^| |回复?|发送?)td(?: |$|\p{Script=Han})/u,
    /回复?r(?: |$)/,
    /(?:让|给)我(?:清静|安静|静一静)/,
  ],
  unclear: [
    new RegExp(`(?:不用|不需要|不必|无需|没必要|用不着)${AGAIN}${TO_ME}${AGAIN}(?:${CONTACT_ACTS}|催)`),
    new RegExp(`${DONT}${AGAIN}${TO_ME}${AGAIN}(?:催|发(?=$|了|来|过来|给|我| )|烦)`),
    /(?:投诉|举报|报警|拉黑|屏蔽|骚扰|起诉|工信部|12321|12315)/,
    /(?:打错了|打错电话|发错人|发错了人|不是本人|我不是|认错人)/,
    /(?:烦死|很烦|好烦|真烦|烦不烦|太烦|有完没完|没完没了|滚)/,
    /(?:哪里|哪儿|怎么)(?:来|弄|拿|知道|有|得到).{0,4}(?:我的?)(?:号码|电话|手机)/,
    /(?:天天|一直|老是|总是)(?:给我)?(?:打|发|催)/,
  ],
};
