/** Which requests Twilio refuses, and in which words (https://www.twilio.com/docs/api/errors). */
export interface Refusal {
  readonly status: 400 | 401 | 403 | 404 | 429;
  readonly code: number;
  readonly message: string;
}

export type Form = Readonly<Record<string, string | string[]>>;

const refuse = (code: number, message: string, status: Refusal["status"] = 400): Refusal => ({ status, code, message });

const text = (form: Form, name: string): string => {
  const value = form[name];
  return (Array.isArray(value) ? value.at(-1) : value) ?? "";
};

const isNumber = (value: string): boolean => /^\+[1-9]\d{6,14}$/.test(value);
const isUrl = (value: string): boolean => URL.canParse(value) && /^https?:/.test(value);
const MESSAGE_FIELDS =
  /^(To|From|MessagingServiceSid|Body|ContentSid|ContentVariables|MediaUrl|StatusCallback|ValidityPeriod)$/;
const CALL_FIELDS =
  /^(To|From|Url|Method|Twiml|StatusCallback|StatusCallbackMethod|StatusCallbackEvent|MachineDetection|MachineDetectionTimeout|Timeout|TimeLimit)$/;

/** Numbers that Twilio's own test credentials answer so, and some more of the kind. */
const MAGIC: Readonly<Record<string, Refusal>> = {
  "+15005550001": refuse(21211, "The 'To' number is not a valid phone number."),
  "+15005550002": refuse(21612, "Message cannot be sent with the current combination of 'To' and/or 'From' parameters"),
  "+15005550003": refuse(21408, "Permission to send an SMS has not been enabled for the region indicated"),
  "+15005550004": refuse(21610, "Attempt to send to unsubscribed recipient"),
  "+15005550009": refuse(21614, "'To' number is not a valid mobile number"),
};

export function refusalOfMessage(form: Form): Refusal | null {
  const [to, from] = [text(form, "To"), text(form, "From")];
  const unknown = Object.keys(form).find((name) => !MESSAGE_FIELDS.test(name));
  if (unknown !== undefined) return refuse(20001, `Unknown parameter ${unknown}`);
  if (to === "") return refuse(21604, "A 'To' phone number is required.");
  const service = text(form, "MessagingServiceSid");
  if (from === "" && service === "") return refuse(21603, "A 'From' phone number is required.");
  if (service !== "" && !/^MG[0-9a-f]{32}$/i.test(service))
    return refuse(21705, "The Messaging Service Sid is invalid");
  const [channel, address] = /^whatsapp:/.test(to) ? ["whatsapp", to.slice(9)] : ["sms", to];
  if (!isNumber(address)) return refuse(21211, `Invalid 'To' Phone Number: ${to}`);
  if (from !== "" && from.startsWith("whatsapp:") !== (channel === "whatsapp")) {
    return refuse(21910, "Invalid From and To pair. From and To should be of the same channel");
  }
  const magic = MAGIC[address];
  if (magic) return magic;
  return refusalOfContent(form) ?? refusalOfDelivery(form);
}

function refusalOfContent(form: Form): Refusal | null {
  const [body, content, variables] = [text(form, "Body"), text(form, "ContentSid"), text(form, "ContentVariables")];
  if (body === "" && content === "") return refuse(21619, "A text message body or media urls must be specified.");
  if (body.length > 1_600) return refuse(21617, "The concatenated message body exceeds the 1600 character limit.");
  if (content === "") return null;
  if (!/^HX[0-9a-f]{32}$/i.test(content)) return refuse(21655, "The ContentSid is Invalid");
  try {
    const values: unknown[] = Object.values(JSON.parse(variables));
    const isGood = values.every((value) => typeof value === "string" && value !== "" && !/[\n\t]| {5}/.test(value));
    return isGood ? null : refuse(21656, "The ContentVariables Parameter is invalid");
  } catch {
    return refuse(21656, "The ContentVariables Parameter is invalid");
  }
}

function refusalOfDelivery(form: Form): Refusal | null {
  if (!isUrl(text(form, "StatusCallback"))) return refuse(21609, "The 'StatusCallback' URL is not a valid URL.");
  const wait = text(form, "ValidityPeriod");
  const isGood = wait === "" || (/^\d+$/.test(wait) && Number(wait) >= 1 && Number(wait) <= 36_000);
  return isGood ? null : refuse(30045, "The ValidityPeriod is out of range");
}

export function refusalOfCall(form: Form): Refusal | null {
  const unknown = Object.keys(form).find((name) => !CALL_FIELDS.test(name));
  if (unknown !== undefined) return refuse(20001, `Unknown parameter ${unknown}`);
  const to = text(form, "To");
  if (to === "") return refuse(21201, "No 'To' number is specified");
  if (!isNumber(to)) return refuse(21211, `The phone number you are attempting to call, ${to}, is not valid.`);
  if (!isNumber(text(form, "From"))) return refuse(21212, "The 'From' number is not a valid phone number");
  if (!isUrl(text(form, "Url"))) return refuse(21205, "Url is not a valid URL");
  const ring = Number(text(form, "Timeout") || 60);
  if (!(ring > 0 && ring <= 600)) return refuse(20001, "Timeout is out of range");
  return MAGIC[to] ?? null;
}
