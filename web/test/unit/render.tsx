/** A component among all that a page has: theme, queries, keys, router, whoever is signed in. */
import {
  createMemoryHistory,
  createRootRoute,
  createRouter,
  RouterProvider,
} from "@tanstack/react-router";
import { render } from "@testing-library/react";
import { type ReactNode, Suspense } from "react";
import { Providers } from "@/app/Providers";
import { newQueries } from "@/app/queries";
import { ActingAs, type Me } from "@/lib/session";

export const AGENT: Me = {
  kind: "member",
  userId: "00000000-0000-4000-8000-000000000001",
  email: "reto@bergbach.example",
  name: "Reto Brodbeck",
  locale: "en",
  timeZone: "Europe/Zurich",
  memberId: "00000000-0000-4000-8000-000000000002",
  customerId: null,
  isAdmin: false,
  available: true,
  teamIds: ["00000000-0000-4000-8000-000000000003"],
};

export const ADMIN: Me = { ...AGENT, name: "Anna Keller", isAdmin: true };

export const CUSTOMER: Me = {
  ...AGENT,
  kind: "customer",
  name: "Hannah Whitcombe",
  memberId: null,
  customerId: "00000000-0000-4000-8000-000000000004",
  teamIds: [],
};

/** Shows `ui` at `path`. The router knows no other route: links lead to addresses only. */
export function show(ui: ReactNode, { me = AGENT as Me | null, path = "/" } = {}) {
  const queries = newQueries();
  queries.setDefaultOptions({ queries: { retry: false } });
  const root = createRootRoute({
    component: () => (
      <ActingAs me={me}>
        <Suspense fallback={null}>{ui}</Suspense>
      </ActingAs>
    ),
    notFoundComponent: () => null,
  });
  const router = createRouter({
    routeTree: root,
    history: createMemoryHistory({ initialEntries: [path] }),
  });
  const shown = render(
    <Providers queries={queries}>
      <RouterProvider router={router as never} />
    </Providers>,
  );
  return { ...shown, queries, router };
}
