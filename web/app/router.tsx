/**
 * All addresses of the application. Each page is a file of its own, loaded when it is opened; so
 * are the two frames, for whoever signs in needs neither.
 * Guards only spare people pages that would be empty: what may be seen is decided by the database.
 */
import {
  createRootRouteWithContext,
  createRoute,
  createRouter,
  lazyRouteComponent,
  Outlet,
  redirect,
} from "@tanstack/react-router";
import i18next from "i18next";
import { ErrorPage } from "@/app/ErrorPage";
import { NotFound } from "@/app/NotFound";
import { Loading } from "@/components/Loading";
import { patient } from "@/lib/patient";
import type { Me } from "@/lib/session";

export interface RouterContext {
  here: { me: Me | null };
}

const root = createRootRouteWithContext<RouterContext>()({
  component: Outlet,
  notFoundComponent: NotFound,
  errorComponent: (props) => <ErrorPage {...props} />,
});

/**
 * A page's code, which comes when it is opened; without a network it waits for one. The words of
 * the pages that are opened most come beside their code, not after it.
 */
function page<T extends Record<string, unknown>, K extends keyof T & string>(
  load: () => Promise<T>,
  name: K,
  ...words: string[]
) {
  const withWords = async () => {
    const code = load();
    if (words.length > 0) await i18next.loadNamespaces(words);
    return code;
  };
  return lazyRouteComponent(patient(withWords), name);
}

interface Where {
  context: RouterContext;
  location: { href: string };
}

function signedIn({ context, location }: Where) {
  if (!context.here.me) throw redirect({ to: "/sign-in", search: { next: location.href } });
}

function member(where: Where) {
  signedIn(where);
  if (where.context.here.me?.kind !== "member") throw redirect({ to: "/requests" });
}

function admin(where: Where) {
  member(where);
  if (!where.context.here.me?.isAdmin) throw redirect({ to: "/desk" });
}

/** What an address's query may hold; all of it may be missing. */
function searchOf<K extends string>(...keys: K[]) {
  return (given: Record<string, unknown>): { [name in K]?: string } =>
    Object.fromEntries(keys.map((key) => [key, text(given[key])])) as { [name in K]?: string };
}

const text = (given: unknown): string | undefined =>
  typeof given === "string" || typeof given === "number" ? String(given) : undefined;

// Signing in: no shell, nothing but the form ------------------------------------------------------

const nextSearch = searchOf("next");

const signIn = createRoute({
  getParentRoute: () => root,
  path: "/sign-in",
  validateSearch: nextSearch,
  component: page(() => import("@/features/auth/SignInPage"), "SignInPage", "auth"),
});
const signUp = createRoute({
  getParentRoute: () => root,
  path: "/sign-up",
  validateSearch: nextSearch,
  component: page(() => import("@/features/auth/SignUpPage"), "SignUpPage"),
});
const forgot = createRoute({
  getParentRoute: () => root,
  path: "/forgot",
  component: page(() => import("@/features/auth/ForgotPage"), "ForgotPage"),
});
/** Where the links in Auth's mails lead. */
const callback = createRoute({
  getParentRoute: () => root,
  path: "/auth/callback",
  validateSearch: searchOf("code", "next", "message", "error_description"),
  component: page(() => import("@/features/auth/CallbackPage"), "CallbackPage"),
});
const newPassword = createRoute({
  getParentRoute: () => root,
  path: "/new-password",
  component: page(() => import("@/features/auth/NewPasswordPage"), "NewPasswordPage"),
});
const invitation = createRoute({
  getParentRoute: () => root,
  path: "/invitation",
  validateSearch: searchOf("token"),
  component: page(() => import("@/features/auth/InvitationPage"), "InvitationPage"),
});

// The customer portal -----------------------------------------------------------------------------

const portal = createRoute({
  getParentRoute: () => root,
  id: "portal",
  component: page(() => import("@/app/shell/PortalShell"), "PortalShell"),
});

const home = createRoute({
  getParentRoute: () => portal,
  path: "/",
  beforeLoad: ({ context }) => {
    if (context.here.me?.kind === "member") throw redirect({ to: "/desk" });
  },
  component: page(() => import("@/features/portal/HomePage"), "HomePage", "portal"),
});
const help = createRoute({
  getParentRoute: () => portal,
  path: "/help",
  validateSearch: searchOf("q", "topic"),
  component: page(() => import("@/features/portal/ArticlesPage"), "ArticlesPage", "portal"),
});
const article = createRoute({
  getParentRoute: () => portal,
  path: "/help/$slug",
  component: page(() => import("@/features/portal/ArticlePage"), "ArticlePage", "portal"),
});
/** The page of the rating link in a mail: nobody signs in. */
const rate = createRoute({
  getParentRoute: () => portal,
  path: "/rate",
  validateSearch: searchOf("token"),
  component: page(() => import("@/features/portal/RatePage"), "RatePage"),
});
const newRequest = createRoute({
  getParentRoute: () => portal,
  path: "/new",
  beforeLoad: signedIn,
  component: page(() => import("@/features/portal/NewRequestPage"), "NewRequestPage"),
});
const requests = createRoute({
  getParentRoute: () => portal,
  path: "/requests",
  validateSearch: searchOf("q", "status"),
  beforeLoad: signedIn,
  component: page(() => import("@/features/portal/RequestsPage"), "RequestsPage", "portal"),
});
const request = createRoute({
  getParentRoute: () => portal,
  path: "/requests/$number",
  beforeLoad: signedIn,
  component: page(() => import("@/features/portal/RequestPage"), "RequestPage", "portal"),
});
const account = createRoute({
  getParentRoute: () => portal,
  path: "/account",
  beforeLoad: signedIn,
  component: page(() => import("@/features/account/AccountPage"), "AccountPage"),
});

// The agent workspace -----------------------------------------------------------------------------

const desk = createRoute({
  getParentRoute: () => root,
  path: "/desk",
  beforeLoad: member,
  component: page(() => import("@/app/shell/DeskShell"), "DeskShell", "queue", "notifications"),
});
/** `q`: search operators; `view`: an id or key of a view, `mine` when neither is given. */
const queue = createRoute({
  getParentRoute: () => desk,
  path: "/",
  validateSearch: searchOf("view", "q", "sort"),
  component: page(() => import("@/features/queue/QueuePage"), "QueuePage", "queue"),
});
const ticket = createRoute({
  getParentRoute: () => desk,
  path: "/tickets/$number",
  component: page(() => import("@/features/ticket/TicketPage"), "TicketPage", "ticket", "review"),
});
const review = createRoute({
  getParentRoute: () => desk,
  path: "/review",
  component: page(() => import("@/features/review/ReviewPage"), "ReviewPage", "review"),
});
const customer = createRoute({
  getParentRoute: () => desk,
  path: "/customers/$id",
  component: page(() => import("@/features/customers/CustomerPage"), "CustomerPage"),
});
const numbers = createRoute({
  getParentRoute: () => desk,
  path: "/numbers",
  component: page(() => import("@/features/numbers/NumbersPage"), "NumbersPage"),
});
const profile = createRoute({
  getParentRoute: () => desk,
  path: "/profile",
  component: page(() => import("@/features/account/ProfilePage"), "ProfilePage"),
});

// Set-up, for admins; the dashboard comes beside it ------------------------------------------------

const setup = createRoute({
  getParentRoute: () => desk,
  path: "/setup",
  beforeLoad: admin,
  component: Outlet,
});
const members = createRoute({
  getParentRoute: () => setup,
  path: "/members",
  component: page(() => import("@/features/setup/MembersPage"), "MembersPage"),
});
const teams = createRoute({
  getParentRoute: () => setup,
  path: "/teams",
  component: page(() => import("@/features/setup/TeamsPage"), "TeamsPage"),
});
const categories = createRoute({
  getParentRoute: () => setup,
  path: "/categories",
  component: page(() => import("@/features/setup/CategoriesPage"), "CategoriesPage"),
});
const articles = createRoute({
  getParentRoute: () => setup,
  path: "/articles",
  component: page(() => import("@/features/knowledge/ArticleListPage"), "ArticleListPage"),
});
/** `new` makes one. */
const editor = createRoute({
  getParentRoute: () => setup,
  path: "/articles/$slug",
  component: page(() => import("@/features/knowledge/ArticleEditorPage"), "ArticleEditorPage"),
});
const suggestions = createRoute({
  getParentRoute: () => setup,
  path: "/suggestions",
  component: page(() => import("@/features/knowledge/SuggestionsPage"), "SuggestionsPage"),
});
const jobs = createRoute({
  getParentRoute: () => setup,
  path: "/jobs",
  component: page(() => import("@/features/setup/JobsPage"), "JobsPage"),
});

const tree = root.addChildren([
  signIn,
  signUp,
  forgot,
  callback,
  newPassword,
  invitation,
  portal.addChildren([home, help, article, rate, newRequest, requests, request, account]),
  desk.addChildren([
    queue,
    ticket,
    review,
    customer,
    numbers,
    profile,
    setup.addChildren([members, teams, categories, articles, editor, suggestions, jobs]),
  ]),
]);

export function newRouter() {
  return createRouter({
    routeTree: tree,
    context: { here: { me: null } },
    defaultPreload: "intent",
    defaultPendingComponent: Loading,
    scrollRestoration: true,
  });
}

declare module "@tanstack/react-router" {
  interface Register {
    router: ReturnType<typeof newRouter>;
  }
}
