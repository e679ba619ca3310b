import "@fontsource-variable/inter/wght.css";
import "@mantine/core/styles.css";
import "@/app/styles.css";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { Application } from "@/app/Application";
import { Unreachable } from "@/app/Unreachable";
import { startI18n } from "@/lib/i18n";
import { connect } from "@/lib/supabase";

const root = createRoot(document.getElementById("root") as HTMLElement);

async function start() {
  const [connected] = await Promise.allSettled([connect(), startI18n()]);
  if (connected.status === "rejected") {
    root.render(<Unreachable />);
    return;
  }
  root.render(
    <StrictMode>
      <Application />
    </StrictMode>,
  );
}

void start();
