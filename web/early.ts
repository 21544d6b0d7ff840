// What a page loads only after its words is named in the page itself, so that both travel at the same time.
import type { Plugin } from 'vite';

/** Words are one language of several: which one is known only in the browser. */
const IS_WORDS = /\/src\/i18n\//;

export function early(): Plugin {
  return {
    name: 'switchboard:early',
    transformIndexHtml: {
      order: 'post',
      handler(html, { bundle = {}, chunk }) {
        if (!chunk) return html;
        const files = new Set<string>();
        const styles = new Set<string>();
        const take = (file: string) => {
          const found = bundle[file];
          if (found?.type !== 'chunk' || files.has(file)) return;
          files.add(file);
          for (const style of found.viteMetadata?.importedCss ?? []) styles.add(style);
          found.imports.forEach(take);
        };
        for (const file of chunk.dynamicImports) {
          const found = bundle[file];
          if (found?.type === 'chunk' && !IS_WORDS.test(found.facadeModuleId ?? '')) take(file);
        }
        const isNamed = (file: string) => html.includes(`"/${file}"`);
        return [
          ...[...files].map((file) => ({
            tag: 'link',
            attrs: { rel: 'modulepreload', crossorigin: true, href: `/${file}` },
          })),
          ...[...styles].map((file) => ({
            tag: 'link',
            attrs: { rel: 'stylesheet', crossorigin: true, href: `/${file}` },
          })),
        ]
          .filter(({ attrs }) => !isNamed(attrs.href.slice(1)))
          .map((tag) => ({ ...tag, injectTo: 'head' as const }));
      },
    },
  };
}
