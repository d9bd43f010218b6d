import { PlusOutlined } from "@ant-design/icons";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { App, Button, Modal } from "antd";
import { useState } from "react";
import { useMay } from "../../api/session.ts";
import { changeMember, type Member, readStaff, resetPassword, STAFF } from "../../api/staff.ts";
import { CopyField } from "../../parts/copy-field.tsx";
import { Failure, Refusal } from "../../parts/failure.tsx";
import { Screen } from "../../parts/screen.tsx";
import { MemberDialog } from "./member-dialog.tsx";
import { MemberTable } from "./member-table.tsx";
import { useStaffTexts } from "./texts.ts";

interface HandedOver {
  readonly name: string;
  readonly link: string;
}

export function Staff() {
  const t = useStaffTexts();
  const may = useMay();
  const queries = useQueryClient();
  const { modal } = App.useApp();
  const [edited, setEdited] = useState<Member | "new" | null>(null);
  const [handedOver, setHandedOver] = useState<HandedOver | null>(null);
  const { data, error, refetch, isPending } = useQuery({ queryKey: STAFF, queryFn: readStaff });
  const act = useMutation({
    mutationFn: (doIt: () => Promise<HandedOver | null>) => doIt(),
    onSuccess: async (made) => {
      setHandedOver(made);
      await queries.invalidateQueries({ queryKey: STAFF });
    },
  });
  const ask = (title: string, content: string, okText: string, doIt: () => Promise<HandedOver | null>) =>
    void modal.confirm({ title, content, okText, cancelText: t("cancel"), onOk: () => act.mutate(doIt) });
  const reset = (member: Member) =>
    ask(t("reset_ask", { name: member.name }), t("reset_about"), t("reset"), async () => ({
      name: member.name,
      link: (await resetPassword(member.id)).link,
    }));
  const disable = (member: Member) =>
    ask(t("disable_ask", { name: member.name }), t("disable_about"), t("disable"), () =>
      changeMember(member.id, { disabled: true }).then(() => null),
    );
  const enable = (member: Member) => act.mutate(() => changeMember(member.id, { disabled: false }).then(() => null));

  return (
    <Screen
      title={t("title")}
      about={t("about")}
      actions={
        may("POST /api/v1/staff") ? (
          <Button type="primary" icon={<PlusOutlined />} onClick={() => setEdited("new")}>
            {t("add")}
          </Button>
        ) : null
      }
    >
      {error ? <Failure error={error} onRetry={() => void refetch()} /> : null}
      <Refusal error={act.error} />
      <MemberTable
        members={data?.data ?? []}
        isLoading={isPending}
        onEdit={setEdited}
        onReset={reset}
        onDisable={disable}
        onEnable={enable}
      />
      <MemberDialog
        edited={edited}
        onClose={() => setEdited(null)}
        onDone={(made) => {
          setEdited(null);
          setHandedOver(made);
        }}
      />
      <Modal
        open={handedOver !== null}
        title={t("link_title", { name: handedOver?.name ?? "" })}
        closable={false}
        keyboard={false}
        mask={{ closable: false }}
        footer={
          <Button type="primary" onClick={() => setHandedOver(null)}>
            {t("done")}
          </Button>
        }
      >
        {handedOver === null ? null : <CopyField label={t("link")} text={handedOver.link} />}
      </Modal>
    </Screen>
  );
}
