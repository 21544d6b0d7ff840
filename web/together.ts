// Which parts of the client travel in one file, and what is named after its contents, so that a browser keeps it. Left alone
// the bundler cuts wherever pages share a module, and each piece is one more request before the desk can be used.
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Plugin } from 'vite';

/** Files, and the module whose static imports they hold; what an earlier one holds is not in a later one. */
const FILES = { begin: 'src/i18n/begin.ts', desk: 'src/main.ts' };

interface Graph {
  getModuleInfo(id: string): { readonly importedIds: readonly string[] } | null;
}

/** Scripts of the pages themselves, from `public`: run before anything is painted. */
const BESIDE = ['display.js'];

export function kept(): Plugin {
  return {
    name: 'switchboard:kept',
    apply: 'build',
    buildStart() {
      for (const name of BESIDE) {
        const source = readFileSync(new URL(`public/${name}`, import.meta.url));
        this.emitFile({ type: 'asset', name, source });
      }
    },
    transformIndexHtml: {
      order: 'post',
      handler(html, { bundle = {} }) {
        const assets = Object.values(bundle).flatMap((one) => (one.type === 'asset' ? [one] : []));
        return BESIDE.reduce((page, name) => {
          const file = assets.find(({ names }) => names.includes(name))?.fileName;
          if (file === undefined) throw new Error(`${name} was not built`);
          return page.replace(`"/${name}"`, `"/${file}"`);
        }, html);
      },
    },
  };
}

/** The styles of every page. */
const STYLES = fileURLToPath(new URL('src/app.css', import.meta.url));

/** The file a module belongs to; null: whatever the bundler thinks. Styles have no words to wait for: all are in the first. */
export function fileOf(id: string, graph: Graph): string | null {
  if (id === STYLES) return 'begin';
  for (const [name, root] of Object.entries(FILES)) {
    if (reached(fileURLToPath(new URL(root, import.meta.url)), graph).has(id))
      return id.endsWith('.css') ? 'begin' : name;
  }
  return null;
}

const known = new Map<string, Set<string>>();

/** Everything a module imports at once, and what that imports. */
function reached(root: string, graph: Graph): Set<string> {
  const found = known.get(root) ?? new Set<string>();
  if (found.size > 0) return found;
  const next = [root];
  for (let id = next.pop(); id !== undefined; id = next.pop()) {
    if (found.has(id)) continue;
    found.add(id);
    next.push(...(graph.getModuleInfo(id)?.importedIds ?? []));
  }
  known.set(root, found);
  return found;
}
