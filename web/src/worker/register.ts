// Starts the service worker, under a policy that lets this one script be a worker and nothing else.

/** The only policy of ours; the server's header names it. */
const POLICY = 'switchboard-worker';
const SCRIPT = '/worker.js';

interface ScriptPolicies {
  createPolicy(
    name: string,
    rules: { createScriptURL(url: string): string },
  ): {
    createScriptURL(url: string): unknown;
  };
}

/** Does nothing where there are no workers, as on pages that are not secure. */
export async function registerWorker(): Promise<void> {
  if (!('serviceWorker' in navigator)) return;
  try {
    const policies = (globalThis as { trustedTypes?: ScriptPolicies }).trustedTypes;
    const policy = policies?.createPolicy(POLICY, {
      createScriptURL: (url) => {
        if (url !== SCRIPT) throw new TypeError('no script of ours');
        return url;
      },
    });
    const script = (policy ? policy.createScriptURL(SCRIPT) : SCRIPT) as string;
    await navigator.serviceWorker.register(script);
    const { active } = await navigator.serviceWorker.ready;
    // Before the first worker nobody kept what this page is made of.
    active?.postMessage({ loaded: assetsHere() });
  } catch {
    // Forbidden, as in some private windows: the page works without it.
  }
}

function assetsHere(): string[] {
  const all = performance.getEntriesByType('resource').map(({ name }) => new URL(name));
  const ours = all.filter(
    (url) => url.origin === location.origin && /^\/(assets\/.+|[\w-]+\.\w+)$/.test(url.pathname),
  );
  return [...new Set(ours.map(({ pathname }) => pathname))];
}
