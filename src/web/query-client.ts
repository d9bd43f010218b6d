import { MutationCache, QueryCache, QueryClient } from "@tanstack/react-query";
import { RequestError } from "./api/request.ts";
import { ME } from "./api/session.ts";

/** A session that ended shows the door, wherever it is noticed. */
function onError(error: Error): void {
  if (!(error instanceof RequestError) || error.status !== 401 || isAtTheDoor()) return;
  queryClient.removeQueries({ queryKey: ME });
  location.assign(`/sign-in?to=${encodeURIComponent(location.pathname + location.search)}`);
}

const isAtTheDoor = () => ["/sign-in", "/setup", "/reset"].includes(location.pathname);

export const queryClient = new QueryClient({
  queryCache: new QueryCache({ onError }),
  mutationCache: new MutationCache({ onError }),
  defaultOptions: {
    queries: {
      staleTime: 5_000,
      // What was refused is refused again; what did not arrive may.
      retry: (failures, error) => failures < 2 && (!(error instanceof RequestError) || error.status === 0),
    },
  },
});
