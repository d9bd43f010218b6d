/** What the README shows, for this shop: a first order, signed as Standard Webhooks has it. */
export function firstWebhook(shop: {
  readonly slug: string;
  readonly secret: string;
  readonly timezone: string;
  readonly currency: string;
  /** Where the service is reached, without a slash at the end. */
  readonly address: string;
}): string {
  return `SECRET='${shop.secret}'
NOW=$(date -u +%Y-%m-%dT%H:%M:%SZ)
BODY='{"type":"order.created","timestamp":"'$NOW'","data":{
  "order":{"id":"A-1001","placed_at":"'$NOW'","amount":"199.00","currency":"${shop.currency}",
    "pay_url":"https://shop.example/pay/A-1001","items":[{"title":"毛衣","quantity":1,"price":"199.00"}]},
  "buyer":{"id":"b-88","name":"王芳","phone":"+8613800138000","timezone":"${shop.timezone}"}}}'
ID=evt-$(date +%s)
TIME=$(date +%s)
KEY=$(printf %s "\${SECRET#whsec_}" | base64 -d | od -An -tx1 | tr -d ' \\n')
SIGNATURE=$(printf %s "$ID.$TIME.$BODY" | openssl dgst -sha256 -mac HMAC -macopt "hexkey:$KEY" -binary | base64)
curl -sS ${shop.address}/webhooks/${shop.slug} -H 'content-type: application/json' \\
  -H "webhook-id: $ID" -H "webhook-timestamp: $TIME" -H "webhook-signature: v1,$SIGNATURE" -d "$BODY"
`;
}
