import { DeleteOutlined, DownOutlined, StarOutlined } from "@ant-design/icons";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { App, Button, Dropdown, Flex, Form, Input, type MenuProps, Modal } from "antd";
import { useState } from "react";
import { useMay } from "../../api/session.ts";
import { keepViews, readViews, type SavedView, VIEWS } from "../../api/views.ts";
import { Refusal } from "../../parts/failure.tsx";
import { type OrdersSearch, readOrdersSearch } from "./search.ts";
import { useOrdersTexts } from "./texts.ts";
import { useOrdersSearch } from "./use-search.ts";

const SCREEN = "orders";
const NAME_LIMIT = 60;

/** Filters by name: those that everybody needs, and those that one has kept. */
export function Views() {
  const may = useMay();
  return may("GET /api/v1/views") ? <KeptViews canKeep={may("PUT /api/v1/views")} /> : <ViewMenu kept={[]} />;
}

function KeptViews({ canKeep }: { readonly canKeep: boolean }) {
  const t = useOrdersTexts();
  const { message } = App.useApp();
  const client = useQueryClient();
  const { data: views = [] } = useQuery({ queryKey: VIEWS, queryFn: readViews });
  const [isNaming, setNaming] = useState(false);
  const keep = useMutation({
    mutationFn: keepViews,
    onSuccess: () => client.invalidateQueries({ queryKey: VIEWS }),
  });
  const { search } = useOrdersSearch();
  const save = (name: string) => {
    const view = { name, screen: SCREEN, query: { ...search } };
    const others = views.filter((one) => one.screen !== SCREEN || one.name !== name);
    keep.mutate([...others, view], {
      onSuccess: () => {
        setNaming(false);
        void message.success(t("view_saved", { name }));
      },
    });
  };
  const kept = views.filter(({ screen }) => screen === SCREEN);
  const menu = canKeep
    ? { onSave: () => setNaming(true), onDelete: (view: SavedView) => keep.mutate(views.filter((one) => one !== view)) }
    : {};
  return (
    <>
      <ViewMenu kept={kept} {...menu} />
      <Modal open={isNaming} title={t("view_save")} footer={null} onCancel={() => setNaming(false)} destroyOnHidden>
        <NameForm taken={kept.map(({ name }) => name)} error={keep.error} isSaving={keep.isPending} onSave={save} />
      </Modal>
    </>
  );
}

interface NameFormProps {
  readonly taken: readonly string[];
  readonly error: Error | null;
  readonly isSaving: boolean;
  readonly onSave: (name: string) => void;
}

function NameForm({ taken, error, isSaving, onSave }: NameFormProps) {
  const t = useOrdersTexts();
  const [form] = Form.useForm<{ name: string }>();
  const name = Form.useWatch("name", form);
  return (
    <Form form={form} layout="vertical" requiredMark={false} onFinish={(given) => onSave(given.name.trim())}>
      <Form.Item
        name="name"
        label={t("view_name")}
        rules={[{ required: true, whitespace: true }]}
        extra={taken.includes(name?.trim() ?? "") ? t("view_replace") : undefined}
      >
        <Input maxLength={NAME_LIMIT} autoFocus />
      </Form.Item>
      <Refusal error={error} />
      <Flex justify="end">
        <Button type="primary" htmlType="submit" loading={isSaving}>
          {t("save")}
        </Button>
      </Flex>
    </Form>
  );
}

interface ViewMenuProps {
  readonly kept: readonly SavedView[];
  readonly onSave?: () => void;
  readonly onDelete?: (view: SavedView) => void;
}

function ViewMenu({ kept, onSave, onDelete }: ViewMenuProps) {
  const t = useOrdersTexts();
  const { replace } = useOrdersSearch();
  const ready: readonly (readonly [string, OrdersSearch])[] = [
    [t("view_unpaid"), { status: "unpaid" }],
    [t("view_waiting"), { status: "unpaid", state: "planned" }],
    [t("view_refused"), { status: "unpaid", state: "skipped" }],
    [t("view_recovered"), { recovered: true }],
  ];
  const items: MenuProps["items"] = [
    ...ready.map(([label, search]) => ({ key: `ready ${label}`, label, onClick: () => replace(search) })),
    { type: "divider" },
    ...kept.map((view) => ({
      key: `kept ${view.name}`,
      label: <KeptView view={view} {...(onDelete === undefined ? {} : { onDelete })} />,
      onClick: () => replace(readOrdersSearch(view.query)),
    })),
    ...(onSave === undefined ? [] : [{ key: "save", label: t("view_save"), icon: <StarOutlined />, onClick: onSave }]),
  ];
  return (
    <Dropdown trigger={["click"]} menu={{ items }}>
      <Button icon={<DownOutlined />} iconPlacement="end">
        {t("views")}
      </Button>
    </Dropdown>
  );
}

function KeptView({ view, onDelete }: { readonly view: SavedView; readonly onDelete?: (view: SavedView) => void }) {
  const t = useOrdersTexts();
  return (
    <Flex justify="space-between" align="center" gap={16}>
      <span className="foreign" style={{ maxWidth: 240 }}>
        {view.name}
      </span>
      {onDelete === undefined ? null : (
        <Button
          type="text"
          size="small"
          icon={<DeleteOutlined />}
          aria-label={t("view_delete", { name: view.name })}
          onClick={(event) => {
            event.stopPropagation();
            onDelete(view);
          }}
        />
      )}
    </Flex>
  );
}
