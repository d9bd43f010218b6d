import type { BuyerFields, Consent } from "../domain/event.ts";
import { parseTimestamp } from "../domain/timestamp.ts";
import { parseLocale } from "./fields.ts";
import { firstOf, type Look } from "./look.ts";
import { emailIn, nameOf, phoneIn, readCountry } from "./platform-buyer.ts";

/**
 * A word on marketing with the moment it was given, as in https://shopify.dev/docs/api/admin-rest/latest/resources/customer.
 * `not_subscribed` and `pending` are no word.
 */
function consentOf(consent: Look): Consent | null {
  const state = consent.at("state").text;
  const at = consent.at("consent_updated_at").as(parseTimestamp);
  if (at === null || (state !== "subscribed" && state !== "unsubscribed")) return null;
  return { given: state === "subscribed", at, source: "shopify" };
}

/**
 * Orders paid before this one. Shopify counts every order of a customer, this one and unpaid ones too, so a customer
 * who spent nothing has paid none.
 */
function paidOrders(customer: Look): number | null {
  const count = customer.at("orders_count").whole;
  if (count === null) return null;
  const spent = customer.at("total_spent").decimal;
  return spent !== null && Number(spent) === 0 ? 0 : Math.max(count - 1, 0);
}

/** Who placed the order. Whom it is shipped to comes last: that may be somebody else. */
export function shopifyBuyer(order: Look, shopCountry: string): BuyerFields {
  const customer = order.at("customer");
  const places = [order.at("billing_address"), customer.at("default_address"), order.at("shipping_address")];
  const country = firstOf(...places.map((place) => place.at("country_code").as(readCountry)));
  const name = firstOf(
    nameOf(customer.at("first_name"), customer.at("last_name")),
    ...places.map((place) => nameOf(place.at("name"))),
  );
  const sms = consentOf(customer.at("sms_marketing_consent"));
  const email = consentOf(customer.at("email_marketing_consent"));
  const paid = paidOrders(customer);
  const phones = [order.at("phone"), customer.at("phone"), ...places.map((place) => place.at("phone"))];
  return {
    id: customer.at("id").id,
    name,
    ...phoneIn(phones, country ?? shopCountry),
    email: emailIn([order.at("email"), order.at("contact_email"), customer.at("email")]),
    locale: order.at("customer_locale").as(parseLocale),
    country,
    ...(paid === null ? {} : { paidOrders: paid }),
    ...(sms === null && email === null
      ? {}
      : { consent: { ...(sms === null ? {} : { sms }), ...(email === null ? {} : { email }) } }),
  };
}
