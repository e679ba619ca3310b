import "i18next";
import type account from "@/locales/en/account.json";
import type auth from "@/locales/en/auth.json";
import type common from "@/locales/en/common.json";
import type customers from "@/locales/en/customers.json";
import type knowledge from "@/locales/en/knowledge.json";
import type notifications from "@/locales/en/notifications.json";
import type numbers from "@/locales/en/numbers.json";
import type portal from "@/locales/en/portal.json";
import type queue from "@/locales/en/queue.json";
import type review from "@/locales/en/review.json";
import type setup from "@/locales/en/setup.json";
import type ticket from "@/locales/en/ticket.json";

declare module "i18next" {
  interface CustomTypeOptions {
    defaultNS: "common";
    resources: {
      common: typeof common;
      auth: typeof auth;
      portal: typeof portal;
      account: typeof account;
      queue: typeof queue;
      ticket: typeof ticket;
      review: typeof review;
      numbers: typeof numbers;
      customers: typeof customers;
      knowledge: typeof knowledge;
      setup: typeof setup;
      notifications: typeof notifications;
    };
  }
}
