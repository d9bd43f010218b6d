import VoiceResponse from "twilio/lib/twiml/VoiceResponse.js";
import { type CallSpeech, endWords, menuWords } from "../../domain/call-words.ts";

/** Seconds of silence after which nobody presses a key any more. */
const KEY_SECONDS = 8;

/** Nothing to do: an answer to a message, or a call that ends. */
export const emptyTwiml = (): string => '<?xml version="1.0" encoding="UTF-8"?><Response/>';

export function hangUp(): string {
  const response = new VoiceResponse();
  response.hangup();
  return response.toString();
}

/** Speech as TwiML. @param action where the pressed key goes. */
export function twimlOf(speech: CallSpeech, action: string): string {
  const response = new VoiceResponse();
  const language = languageTag(speech.locale);
  if (speech.kind === "remind") {
    const gather = response.gather({
      input: ["dtmf"],
      numDigits: 1,
      timeout: KEY_SECONDS,
      action,
      actionOnEmptyResult: true,
    });
    gather.say({ language }, speech.text);
    gather.say({ language }, menuWords(speech.locale, speech.offersLink));
  } else {
    response.say({ language }, endWords(speech.kind, speech.locale));
    response.hangup();
  }
  return response.toString();
}

type Language = NonNullable<VoiceResponse.SayAttributes["language"]>;

/** Twilio's voices go by language and region: `en` is spoken as `en-US`, `zh` as `zh-CN`. */
function languageTag(locale: string): Language {
  try {
    const { language, region = "" } = new Intl.Locale(locale).maximize();
    // Words that nobody wrote in that language can't be in it: Twilio falls back to English on a tag it doesn't know.
    return `${language}-${region}` as Language;
  } catch {
    return "en-US";
  }
}
