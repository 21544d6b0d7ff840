// What `npm run lint` refuses, with the reason beside each rule of our own.
import svelte from 'eslint-plugin-svelte';
import ts from 'typescript-eslint';
import svelteConfig from './svelte.config.js';

const PHYSICAL = /(^|[\s"'`:])-?(m[lr]|p[lr]|left|right|border-[lr]|rounded-[lr]|text-left|text-right)-/;

export default ts.config(
  { ignores: ['dist', 'dist-test', 'node_modules', 'src/proto', 'test-results'] },
  ...ts.configs.strict,
  ...svelte.configs.recommended,
  {
    files: ['**/*.svelte', '**/*.svelte.ts'],
    languageOptions: { parserOptions: { parser: ts.parser, extraFileExtensions: ['.svelte'], svelteConfig } },
  },
  {
    rules: {
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_' }],
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/no-non-null-assertion': 'error',
      // A page per selection without a router library: there is no `resolve()` to call.
      'svelte/no-navigation-without-resolve': 'off',
      // Message text is text; trusted HTML would be a hole.
      'svelte/no-at-html-tags': 'error',
      // The engine's Maps are plain on purpose: one signal tells that they changed (model/desk.svelte.ts).
      'svelte/prefer-svelte-reactivity': 'off',
      'no-restricted-syntax': [
        'error',
        {
          selector: `:matches(Literal, SvelteLiteral)[value=${PHYSICAL}]`,
          message: 'Use logical utilities (ms-, pe-, start-): the desk is mirrored for RTL.',
        },
      ],
    },
  },
  {
    // The engine decides by its input alone, so that a failing seed can be replayed.
    files: ['src/sync/**/*.ts'],
    rules: {
      'no-restricted-globals': [
        'error',
        'window',
        'document',
        'fetch',
        'WebSocket',
        'setTimeout',
        'setInterval',
        'localStorage',
        'performance',
        'crypto',
      ],
      'no-restricted-properties': [
        'error',
        { object: 'Date', property: 'now', message: 'now is an argument' },
        { object: 'Math', property: 'random', message: 'randomness is an argument' },
      ],
    },
  },
);
