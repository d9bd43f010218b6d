/** What the list says of an order, each in one place of a row or card. */
import { ClockCircleOutlined } from "@ant-design/icons";
import { Link } from "@tanstack/react-router";
import { Typography } from "antd";
import type { Contact, Order, Reminder } from "../../api/orders.ts";
import { useFormats } from "../../parts/formats.ts";
import { useWhen } from "../../parts/when.ts";
import { useWords } from "../../parts/words.ts";
import { useOrdersTexts } from "./texts.ts";

export interface CellProps {
  readonly order: Order;
  /** Milliseconds since the epoch. */
  readonly now: number;
}

const Secondary = Typography.Text;

export function OrderName({ order }: Pick<CellProps, "order">) {
  return (
    <Link to="/orders/$id" params={{ id: order.id }} className="foreign">
      {order.id}
    </Link>
  );
}

export function Buyer({ order: { buyer } }: Pick<CellProps, "order">) {
  const t = useOrdersTexts();
  const words = useWords();
  return (
    <div style={{ minWidth: 0 }}>
      <Typography.Paragraph className="foreign" ellipsis={{ rows: 2 }} style={{ margin: 0 }}>
        {buyer.name ?? <Secondary type="secondary">{t("name_unknown")}</Secondary>}
      </Typography.Paragraph>
      <Secondary type="secondary" style={{ fontSize: 12 }}>
        {words(`grade.${buyer.grade}`)} · {words(`kind.${buyer.kind}`)}
      </Secondary>
    </div>
  );
}

export function Amount({ order }: Pick<CellProps, "order">) {
  const t = useOrdersTexts();
  const { money } = useFormats();
  if (order.amount === null || order.currency === null) return <Secondary type="secondary">{t("unknown")}</Secondary>;
  return <span className="figure">{money(order.amount, order.currency)}</span>;
}

export function Placed({ order: { placed_at: at }, now }: CellProps) {
  const t = useOrdersTexts();
  const { brief } = useWhen();
  return at === null ? (
    <Secondary type="secondary">{t("unknown")}</Secondary>
  ) : (
    <time dateTime={at} className="figure">
      {brief(at, now)}
    </time>
  );
}

const HOUR = 3_600_000;

/** How long an order may still be paid; a dash where it is over already. */
export function Closes({ order: { status, closes_at: at }, now }: CellProps) {
  const t = useOrdersTexts();
  const { span, brief } = useWhen();
  if (status !== "unpaid" && status !== "partially_paid") return <Secondary type="secondary">–</Secondary>;
  if (at === null) return <Secondary type="secondary">{t("closes_none")}</Secondary>;
  const left = Date.parse(at) - now;
  const isSoon = left < HOUR;
  return (
    <div className="figure">
      <Typography.Text {...(isSoon ? { type: "warning" as const, strong: true } : {})}>
        {isSoon ? <ClockCircleOutlined aria-hidden /> : null} {left > 0 ? span(left) : t("over")}
      </Typography.Text>
      <br />
      <Secondary type="secondary" style={{ fontSize: 12 }}>
        {t("closed_by", { at: brief(at, now) })}
      </Secondary>
    </div>
  );
}

export function Why({ order: { reason } }: Pick<CellProps, "order">) {
  const t = useOrdersTexts();
  const words = useWords();
  const { share } = useFormats();
  if (reason.code === "unknown") return <Secondary type="secondary">{t("unknown")}</Secondary>;
  return (
    <div>
      {words(`why.${reason.code}`)}
      <br />
      <Secondary type="secondary" style={{ fontSize: 12 }}>
        {reason.source === null ? "" : words(`from.${reason.source}`)}
        {reason.source === "staff" ? "" : ` ${share(reason.confidence)}`}
      </Secondary>
    </div>
  );
}

const isToCome = ({ state }: Reminder) => state === "planned" || state === "queued" || state === "claimed";
const dueOf = ({ due_at: due }: Reminder) => (due === null ? 0 : Date.parse(due));

/** By which channel and when; else why there is none. */
export function Next({ order, now }: CellProps) {
  const t = useOrdersTexts();
  const words = useWords();
  const { away, brief } = useWhen();
  const next = order.reminders.filter(isToCome).toSorted((one, other) => dueOf(one) - dueOf(other))[0];
  if (next === undefined) return <WhyNone order={order} />;
  const due = next.due_at;
  return (
    <div>
      {words(`channel.${next.channel}`)} · {due === null || Date.parse(due) <= now ? t("overdue") : away(due, now)}
      {due === null ? null : (
        <>
          <br />
          <Secondary type="secondary" className="figure" style={{ fontSize: 12 }}>
            {brief(due, now)}
          </Secondary>
        </>
      )}
    </div>
  );
}

function WhyNone({ order }: Pick<CellProps, "order">) {
  const t = useOrdersTexts();
  const words = useWords();
  const { reminders, status, stopped_at: stopped } = order;
  const why = reminders.find(({ reason }) => reason !== null)?.reason;
  const text = () => {
    if (status !== "unpaid") return t("nothing_next", { why: words(`order.${status}`) });
    if (stopped !== null) return t("nothing_next", { why: words("stop.stopped") });
    if (reminders.length === 0) return t("nothing_planned");
    return why ? t("nothing_next", { why: words(`stop.${why}`) }) : t("nothing_left");
  };
  return <Secondary type="secondary">{text()}</Secondary>;
}

const LISTED = 2;

/** The latest contacts, and what became of them. */
export function Sent({ order: { contacts }, now }: CellProps) {
  const t = useOrdersTexts();
  if (contacts.length === 0) return <Secondary type="secondary">{t("not_sent")}</Secondary>;
  const latest = contacts.toSorted((one, other) => other.claimed_at.localeCompare(one.claimed_at));
  return (
    <div>
      {latest.slice(0, LISTED).map((contact) => (
        <OneContact key={contact.id} contact={contact} now={now} />
      ))}
      {latest.length > LISTED ? (
        <Secondary type="secondary" style={{ fontSize: 12 }}>
          {t("more_sent", { count: latest.length - LISTED })}
        </Secondary>
      ) : null}
    </div>
  );
}

function OneContact({ contact, now }: { readonly contact: Contact; readonly now: number }) {
  const t = useOrdersTexts();
  const words = useWords();
  const { brief } = useWhen();
  return (
    <div>
      {words(`channel.${contact.channel}`)} · {words(`contact.${contact.state}`)}
      {contact.clicked_at === null ? "" : ` · ${t("clicked")}`}{" "}
      <Secondary type="secondary" className="figure" style={{ fontSize: 12 }}>
        {brief(contact.sent_at ?? contact.claimed_at, now)}
      </Secondary>
    </div>
  );
}
