import fc from "fast-check";
import { expect, test } from "vitest";
import { type LinkRequest, visitorOf } from "#src/domain/click.ts";

const request = (over: Partial<LinkRequest> = {}): LinkRequest => ({
  method: "GET",
  userAgent: "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 Mobile/15E148 Safari/604.1",
  acceptLanguage: "zh-CN,zh;q=0.9",
  fetchDest: null,
  purposes: [],
  ...over,
});

/** Real ones, as they stand in access logs. */
const PEOPLE: readonly (readonly [string, string])[] = [
  [
    "WeChat on iPhone",
    "Mozilla/5.0 (iPhone; CPU iPhone OS 16_6 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Mobile/15E148 MicroMessenger/8.0.42(0x18002a2e) NetType/WIFI Language/zh_CN",
  ],
  [
    "WeChat on Android",
    "Mozilla/5.0 (Linux; Android 13; V2171A Build/TP1A.220624.014; wv) AppleWebKit/537.36 (KHTML, like Gecko) Version/4.0 Chrome/111.0.5563.116 Mobile Safari/537.36 XWEB/1110017 MMWEBSDK/20230805 MMWEBID/2585 MicroMessenger/8.0.42.2460(0x28002A35) WeChat/arm64 Weixin NetType/5G Language/zh_CN ABI/arm64",
  ],
  [
    "WeChat on Windows",
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/107.0.0.0 Safari/537.36 MicroMessenger/7.0.20.1781(0x6700143B) NetType/WIFI MiniProgramEnv/Windows WindowsWechat/WMPF XWEB/6945",
  ],
  [
    "WeCom",
    "Mozilla/5.0 (iPhone; CPU iPhone OS 15_4 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Mobile/15E148 wxwork/4.0.8 MicroMessenger/7.0.1 Language/zh ColorScheme/Light",
  ],
  [
    "Taobao",
    "Mozilla/5.0 (iPhone; CPU iPhone OS 15_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Mobile/15E148 Ariver/1.1.0 AliApp(TB/10.16.10) UT4Aplus/ltracker-0.0.5 WindVane/8.7.2 1125x2436",
  ],
  [
    "QQ browser",
    "Mozilla/5.0 (Linux; U; Android 12; zh-cn; PEGM00 Build/SP1A.210812.016) AppleWebKit/537.36 (KHTML, like Gecko) Version/4.0 Chrome/89.0.4389.72 MQQBrowser/13.0 Mobile Safari/537.36 COVC/046033",
  ],
  [
    "UC browser on an old telephone",
    "UCWEB/2.0 (MIDP-2.0; U; Adr 4.0.4; zh-CN; ZTE_U795) U2/1.0.0 UCBrowser/10.7.6.805 U2/1.0.0 Mobile",
  ],
  ["Opera Mini", "Opera/9.80 (J2ME/MIDP; Opera Mini/7.1.32052/29.3709; U; en) Presto/2.8.119 Version/11.10"],
  [
    "Windows Phone",
    "Mozilla/5.0 (compatible; MSIE 10.0; Windows Phone 8.0; Trident/6.0; IEMobile/10.0; ARM; Touch; NOKIA)",
  ],
  [
    "a Cubot telephone",
    "Mozilla/5.0 (Linux; Android 10; CUBOT NOTE 20 PRO) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/96.0.4664.45 Mobile Safari/537.36",
  ],
  [
    "Facebook's browser",
    "Mozilla/5.0 (iPhone; CPU iPhone OS 16_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Mobile/15E148 [FBAN/FBIOS;FBDV/iPhone14,5;FBMD/iPhone;FBSN/iOS;FBSV/16.1;FBSS/3;FBID/phone;FBLC/en_US;FBOP/5]",
  ],
  [
    "LINE's browser",
    "Mozilla/5.0 (iPhone; CPU iPhone OS 16_3 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Mobile/15E148 Safari Line/13.2.1",
  ],
  ["Firefox", "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0"],
];

const PROGRAMS: readonly (readonly [string, string | null])[] = [
  ["nothing", null],
  ["an empty name", ""],
  ["WhatsApp", "WhatsApp/2.23.20.0 A"],
  ["WhatsApp on a desk", "WhatsApp/2.2226.5 W"],
  ["Slack", "Slackbot-LinkExpanding 1.0 (+https://api.slack.com/robots)"],
  ["Slack's pictures", "Slack-ImgProxy (+https://api.slack.com/robots)"],
  [
    "iMessage",
    "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_11_1) AppleWebKit/601.2.4 (KHTML, like Gecko) Version/9.0.1 Safari/601.2.4 facebookexternalhit/1.1 Facebot Twitterbot/1.0",
  ],
  ["WeChat's share sheet", "WeChatShareExtensionNew/8.0.40.30 CFNetwork/1410.0.3 Darwin/22.6.0"],
  ["WeChat itself, not its browser", "WeChat/8.0.44.31 CFNetwork/1474 Darwin/23.0.0"],
  [
    "WeChat's crawler",
    "Mozilla/5.0 (Windows NT 10.0; WOW64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/75.0.3770.100 Safari/537.36 mpcrawler",
  ],
  ["a bare Mozilla, as gateways send", "Mozilla/5.0"],
  ["a bare old Mozilla", "Mozilla/4.0"],
  ["Facebook", "facebookexternalhit/1.1 (+http://www.facebook.com/externalhit_uatext.php)"],
  ["LINE", "facebookexternalhit/1.1;line-poker/1.0"],
  ["KakaoTalk", "facebookexternalhit/1.1; kakaotalk-scrap/1.0; +https://devtalk.kakao.com/t/scrap/33984"],
  ["Telegram", "TelegramBot (like TwitterBot)"],
  ["Discord", "Mozilla/5.0 (compatible; Discordbot/2.0; +https://discordapp.com)"],
  [
    "Teams and Skype",
    "Mozilla/5.0 (Windows NT 6.1; WOW64) SkypeUriPreview Preview/0.5 skype-url-preview@microsoft.com",
  ],
  ["DingTalk", "DingTalkBot-LinkService/1.0 (+https://open-doc.dingtalk.com/microapp/faquestions/ftpfeu)"],
  [
    "Android Messages",
    "Mozilla/5.0 (Linux; Android 7.0; SM-G930V Build/NRD90M) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/59.0.3071.125 Mobile Safari/537.36 Google-PageRenderer Google (+https://developers.google.com/+/web/snippet/)",
  ],
  ["Office", "Mozilla/4.0 (compatible; ms-office; MSOffice 16)"],
  ["Outlook", "Microsoft Office/16.0 (Windows NT 10.0; Microsoft Outlook 16.0.13127; Pro)"],
  [
    "SafeLinks",
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/92.0.4515.159 Safari/537.36 SafeLinks",
  ],
  ["Barracuda", "Mozilla/5.0 (compatible; Barracuda Sentinel (EE))"],
  ["Barracuda's other one", "BarracudaCentral/1.0"],
  ["Mimecast", "Mozilla/5.0 (Windows NT 6.1; Win64; x64) Mimecast/URLProtect"],
  ["Proofpoint", "Mozilla/5.0 (X11; Linux x86_64) Proofpoint/TAP"],
  ["Twilio", "TwilioProxy/1.1"],
  ["bitly", "bitlybot/3.0 (+http://bit.ly/)"],
  ["Bing's preview", "Mozilla/5.0 (Windows NT 6.1; WOW64) AppleWebKit/534+ (KHTML, like Gecko) BingPreview/1.0b"],
  ["Google", "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)"],
  ["Google's look for harm", "Mozilla/5.0 (compatible; Google-Safety; +http://www.google.com/bot.html)"],
  ["Baidu", "Mozilla/5.0 (compatible; Baiduspider/2.0; +http://www.baidu.com/search/spider.html)"],
  [
    "Bytespider",
    "Mozilla/5.0 (Linux; Android 5.0) AppleWebKit/537.36 (KHTML, like Gecko) Mobile Safari/537.36 (compatible; Bytespider; https://zhanzhang.toutiao.com/)",
  ],
  [
    "a browser without a screen",
    "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) HeadlessChrome/120.0.6099.28 Safari/537.36",
  ],
  ["a gateway that nobody knows, as such put on", "Mozilla/5.0 (compatible; Acme-Gateway/2.1)"],
  ["curl", "curl/8.5.0"],
  ["Python", "python-requests/2.31.0"],
  ["Go", "Go-http-client/2.0"],
  ["Java", "Apache-HttpClient/4.5.13 (Java/11.0.20)"],
];

test.each(PEOPLE)("%s is a person", (_, userAgent) => {
  expect(visitorOf(request({ userAgent }), 60_000)).toEqual({ human: true });
});

test.each(PROGRAMS)("%s is a program", (_, userAgent) => {
  expect(visitorOf(request({ userAgent }), 60_000)).toEqual({ human: false, why: "program" });
});

test.each([
  ["Sec-Purpose of Chrome", { purposes: ["prefetch;prerender"] }, "prefetch"],
  ["Purpose of Safari", { purposes: ["preview"] }, "prefetch"],
  ["X-Moz of Firefox", { purposes: ["prefetch"] }, "prefetch"],
  ["a picture in a page", { fetchDest: "image" }, "prefetch"],
  ["a script's fetch", { fetchDest: "empty" }, "prefetch"],
  ["HEAD", { method: "HEAD" }, "method"],
] as const)("%s is nobody's click", (_, over, why) => {
  expect(visitorOf(request(over), 60_000)).toEqual({ human: false, why });
});

test("a gateway in a browser's clothes gives itself away by haste and by what it leaves out", () => {
  const bare = request({ acceptLanguage: null });
  expect(visitorOf(bare, 0)).toEqual({ human: false, why: "too_soon" });
  expect(visitorOf(bare, 2_999)).toEqual({ human: false, why: "too_soon" });
  expect(visitorOf(bare, 3_000)).toEqual({ human: true });
  expect(visitorOf(bare, null)).toEqual({ human: true });
  expect(visitorOf(request(), 0)).toEqual({ human: true });
  expect(visitorOf(request({ fetchDest: "document" }), 0)).toEqual({ human: true });
});

test("whatever is sent gets an answer, and nothing but GET is a click", () => {
  const header = fc.option(fc.string());
  fc.assert(
    fc.property(header, header, header, fc.constantFrom("HEAD", "OPTIONS", "POST"), (agent, language, dest, method) => {
      const one = request({ userAgent: agent, acceptLanguage: language, fetchDest: dest });
      expect(typeof visitorOf(one, 1_000).human).toBe("boolean");
      expect(visitorOf({ ...one, method }, null)).toEqual({ human: false, why: "method" });
    }),
  );
});
