import "@fontsource-variable/inter/wght.css";
import "@mantine/core/styles.css";
import "@mantine/notifications/styles.css";
import "@mantine/spotlight/styles.css";
import "@/app/styles.css";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { Application } from "@/app/Application";
import { Unreachable } from "@/app/Unreachable";
import { startI18n } from "@/lib/i18n";
import { connect } from "@/lib/supabase";

const root = createRoot(document.getElementById("root") as HTMLElement);

async function start() {
  await startI18n();
  try {
    await connect();
  } catch {
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
