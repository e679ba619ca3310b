/** The copilot: five tools, a key each. Nothing that it writes is sent or kept by itself. */
import { Button, Group, Kbd, Stack } from "@mantine/core";
import {
  IconArrowsShuffle,
  IconLanguage,
  IconListDetails,
  IconMessageQuestion,
  IconPencilStar,
} from "@tabler/icons-react";
import { useRef, useState } from "react";
import { flushSync } from "react-dom";
import { useTranslation } from "react-i18next";
import { useKeys } from "@/lib/keys";
import { Ask } from "./Ask";
import { Part } from "./Part";
import { Similar } from "./Similar";
import { Summary } from "./Summary";
import { Rewrite, Translate } from "./Writing";

interface Props {
  ticketId: string;
  /** The text of the draft that waits; empty: none. */
  draft: string;
  onUseText: (text: string) => void;
}

type Tool = "summarise" | "rewrite" | "translate" | "similar" | "ask";

const TOOLS: { tool: Tool; key: string; icon: typeof IconLanguage }[] = [
  { tool: "summarise", key: "S", icon: IconListDetails },
  { tool: "ask", key: "Q", icon: IconMessageQuestion },
  { tool: "similar", key: "L", icon: IconArrowsShuffle },
  { tool: "rewrite", key: "W", icon: IconPencilStar },
  { tool: "translate", key: "T", icon: IconLanguage },
];

export function Copilot(props: Props) {
  const { t } = useTranslation("review");
  const [tool, setTool] = useState<Tool | null>(null);
  const below = useRef<HTMLDivElement>(null); // by key it may open where nobody looks
  useKeys(
    t("tools.keys"),
    TOOLS.map((one) => ({
      keys: `shift+${one.key}`,
      label: t(`tools.${one.tool}`),
      run: (event) => {
        event.preventDefault(); // a tool may open with a field that has the focus
        flushSync(() => setTool(one.tool));
        below.current?.scrollIntoView({ block: "nearest" });
      },
    })),
  );
  return (
    <Part title={t("tools.title")}>
      <Group gap={6} role="toolbar" aria-label={t("tools.title")}>
        {TOOLS.map(({ tool: name, key, icon: Icon }) => (
          <Button
            key={name}
            size="compact-sm"
            variant={tool === name ? "light" : "default"}
            aria-expanded={tool === name}
            leftSection={<Icon size={14} aria-hidden />}
            rightSection={
              <Kbd size="xs" aria-hidden visibleFrom="sm">
                ⇧{key}
              </Kbd>
            }
            onClick={() => setTool(tool === name ? null : name)}
          >
            {t(`tools.${name}`)}
          </Button>
        ))}
      </Group>
      <Stack gap="xs" aria-live="polite" ref={below} style={{ scrollMarginBlockEnd: 280 }}>
        {tool === "summarise" && <Summary ticketId={props.ticketId} />}
        {tool === "similar" && <Similar ticketId={props.ticketId} />}
        {tool === "ask" && <Ask ticketId={props.ticketId} />}
        {tool === "rewrite" && <Rewrite {...props} />}
        {tool === "translate" && <Translate {...props} />}
      </Stack>
    </Part>
  );
}
