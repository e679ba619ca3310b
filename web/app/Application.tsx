import { RouterProvider } from "@tanstack/react-router";
import { useEffect, useState } from "react";
import { Providers } from "@/app/Providers";
import { newQueries } from "@/app/queries";
import { newRouter } from "@/app/router";
import { Loading } from "@/components/Loading";
import { whenIdle } from "@/lib/patient";
import { SessionProvider, useSession } from "@/lib/session";

interface Preloading {
  preload?: () => Promise<unknown>;
}

export function Application() {
  const [queries] = useState(newQueries);
  return (
    <Providers queries={queries}>
      <SessionProvider>
        <Routed />
      </SessionProvider>
    </Providers>
  );
}

function Routed() {
  const here = useSession();
  const [router] = useState(startRouter);
  // A page that was left for the sign-in opens when somebody has signed in.
  // biome-ignore lint/correctness/useExhaustiveDependencies: the guards depend on who is here
  useEffect(() => {
    if (!here.loading) void router.invalidate();
  }, [router, here.me?.userId, here.me?.kind, here.loading]);
  const kind = here.me?.kind;
  useEffect(() => {
    if (kind) whenIdle(() => warm(router, kind));
  }, [router, kind]);
  if (here.loading) return <Loading page />;
  return <RouterProvider router={router} context={{ here }} />;
}

/** The page's code comes while it is being found out who is here. */
function startRouter() {
  const router = newRouter();
  const [matchedRoutes] = router.getMatchedRoutes(window.location.pathname);
  for (const { options } of matchedRoutes) {
    const page = options.component as Preloading | undefined;
    page?.preload?.().catch(() => {}); // the router tells of it when it loads the page itself
  }
  return router;
}

/** The code of the pages that are opened from here, so that they open without a network as well. */
function warm(router: ReturnType<typeof newRouter>, kind: "member" | "customer") {
  const pages = Object.values(router.routesById).filter(({ fullPath }) =>
    kind === "member"
      ? fullPath.startsWith("/desk") && !fullPath.startsWith("/desk/setup")
      : /^\/(requests|new|help)/.test(fullPath),
  );
  return Promise.all(
    pages.map(({ options }) => (options.component as Preloading | undefined)?.preload?.()),
  );
}
