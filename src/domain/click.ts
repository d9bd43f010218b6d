import { SECOND } from "./instant.ts";

/** A request for a pay link, as far as it tells who makes it. Header values as they came; null where absent. */
export interface LinkRequest {
  readonly method: string;
  readonly userAgent: string | null;
  readonly acceptLanguage: string | null;
  /** `Sec-Fetch-Dest`: what a browser wants the answer for. */
  readonly fetchDest: string | null;
  /** `Sec-Purpose`, `Purpose`, `X-Purpose` and `X-Moz`: a browser's word that nobody has asked for the page yet. */
  readonly purposes: readonly string[];
}

/**
 * Who follows a link. `why` a program is taken for one:
 * - `method`: it only asks whether the link is there.
 * - `prefetch`: a browser loads ahead, or loads a part of a page.
 * - `program`: it says so, or does not claim to be a browser.
 * - `too_soon`: right after sending, without what every browser sends.
 */
export type Visitor =
  | { readonly human: true }
  | { readonly human: false; readonly why: "method" | "prefetch" | "program" | "too_soon" };

/**
 * Words by which programs call themselves that open links to show what is behind them or to look for harm.
 * Cubot makes telephones.
 */
const PROGRAMS = new RegExp(
  [
    // Previews in messengers, mail and social networks.
    /(?<!cu)bot\b|slackbot|telegrambot|twitterbot|facebot|facebookexternalhit|facebookcatalog|meta-external/,
    /whatsapp\/|skypeuripreview|line-poker|kakaotalk-scrap|viber\/|snapchat-?ads|embedly|vkshare|redditbot/,
    /\bpreview\b|bingpreview|linkpreview|link preview|google-pagerenderer|googleimageproxy|yahoomailproxy|iframely/,
    /wechatshareextension|dingtalkbot|wechatbot|mpcrawler|larkurlpreview|feishu-?preview/,
    // Mail gateways and link scanners.
    /safelinks|microsoft-urlanalyzer|ms-office|msoffice|microsoft office|microsoft outlook|skype-url-preview/,
    /barracuda|proofpoint|mimecast|messagelabs|symantec|trendmicro|trend micro|sophos|forcepoint|fireeye|fortiguard/,
    /ironport|mcafee|kaspersky|zscaler|bitdefender|checkpoint|cloudmark|vade ?secure|avanan|urlscan|virustotal/,
    /google-safety|googleother|google-read-aloud|apis-google|mediapartners-google|\bscanner\b|linkcheck|link checker/,
    // Shorteners and providers that look at what they send.
    /bitlybot|twilioproxy|twilio/,
    // Crawlers and monitors.
    /crawl|spider|slurp|archiver|monitor|uptime|pingdom|lighthouse|dataprovider|headlesschrome|phantomjs/,
    /puppeteer|playwright|selenium|electron\//,
  ]
    .map(({ source }) => source)
    .join("|"),
  "i",
);

/** What a browser's name begins with, those of old telephones included. Libraries and command lines begin otherwise. */
const BROWSER = /^(?:Mozilla\/\d\.\d+ \(|Opera\/\d|UCWEB|Nokia|SonyEricsson|SAMSUNG-|LG-|MOT-|BlackBerry)/;
/** `Mozilla/5.0 (compatible; …)` is what programs put on; only old Internet Explorers, telephones among them, did too. */
const DISGUISED = /^Mozilla\/\d\.\d+ \(compatible;(?! MSIE )/;

/** A message takes longer than this to arrive, let alone to be read. Milliseconds. */
const SOONEST = 3 * SECOND;

/**
 * Tells people from programs. Where it can't be told it is a person: a click only moves the credit for a payment
 * between the contacts of one order.
 * @param sinceSent milliseconds since the message was handed over; null where that is not known.
 */
export function visitorOf(request: LinkRequest, sinceSent: number | null): Visitor {
  if (request.method !== "GET") return { human: false, why: "method" };
  if (isAhead(request)) return { human: false, why: "prefetch" };
  const agent = request.userAgent ?? "";
  if (!BROWSER.test(agent) || DISGUISED.test(agent) || PROGRAMS.test(agent)) return { human: false, why: "program" };
  if (request.acceptLanguage === null && sinceSent !== null && sinceSent < SOONEST) {
    return { human: false, why: "too_soon" };
  }
  return { human: true };
}

/** A navigation asks for a `document`; a picture, a script or a fetch is a part of some other page. */
const isAhead = ({ purposes, fetchDest }: LinkRequest): boolean =>
  purposes.some((text) => /prefetch|preview|prerender/i.test(text)) ||
  (fetchDest !== null && !/^(?:document|iframe)$/i.test(fetchDest.trim()));
