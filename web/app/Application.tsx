import { RouterProvider } from "@tanstack/react-router";
import { useEffect, useState } from "react";
import { Providers } from "@/app/Providers";
import { newQueries } from "@/app/queries";
import { newRouter } from "@/app/router";
import { Loading } from "@/components/Loading";
import { SessionProvider, useSession } from "@/lib/session";

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
  const [router] = useState(newRouter);
  // A page that was left for the sign-in opens when somebody has signed in.
  // biome-ignore lint/correctness/useExhaustiveDependencies: the guards depend on who is here
  useEffect(() => {
    if (!here.loading) void router.invalidate();
  }, [router, here.me?.userId, here.me?.kind, here.loading]);
  if (here.loading) return <Loading page />;
  return <RouterProvider router={router} context={{ here }} />;
}
