// SPDX-License-Identifier: Apache-2.0
import js from '@eslint/js';
import tseslint from 'typescript-eslint';

const deterministic = [
  { object: 'Math', property: 'random', message: 'The chaincode is deterministic.' },
  { object: 'process', property: 'env', message: 'The chaincode reads no environment.' },
  ...['localeCompare', 'toLocaleString', 'toLocaleLowerCase', 'toLocaleUpperCase'].map((property) => ({
    property,
    message: 'The chaincode knows no locale: peers may have different ones.',
  })),
];

const outsideTheLedger = ['Intl', 'performance', 'crypto', 'fetch', 'setTimeout', 'setInterval', 'console'];

export default tseslint.config(
  {
    ignores: [
      '**/dist/',
      'gateway/console/generated/',
      '.tools/',
      '.demo/',
      '.network/',
      '.dependency-cruiser.cjs',
    ],
  },
  js.configs.recommended,
  ...tseslint.configs.strictTypeChecked,
  {
    languageOptions: {
      parserOptions: {
        projectService: {
          allowDefaultProject: [
            'eslint.config.js',
            'test/jest.config.js',
            'gateway/verifier/pack.mjs',
            'gateway/console/build.mjs',
            'gateway/console/vite.settings.mjs',
          ],
        },
        tsconfigRootDir: import.meta.dirname,
      },
    },
    rules: {
      '@typescript-eslint/no-unnecessary-type-parameters': 'off',
      complexity: ['error', 10],
      'max-depth': ['error', 3],
      '@typescript-eslint/explicit-module-boundary-types': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': 'error',
      '@typescript-eslint/no-extraneous-class': ['error', { allowWithDecorator: true }],
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      'no-restricted-syntax': [
        'error',
        { selector: 'ExportDefaultDeclaration', message: 'Name what you export.' },
        {
          selector: 'ObjectExpression > SpreadElement > ObjectExpression',
          message: 'Write the members where they belong.',
        },
      ],
    },
  },
  {
    files: ['chaincode/src/**/*.ts'],
    rules: {
      'no-restricted-globals': [
        'error',
        { name: 'Date', message: 'Time is an argument: see domain/time.ts.' },
        { name: 'JSON', message: 'Use domain/canonical-json.ts.' },
        ...outsideTheLedger.map((name) => ({ name, message: 'Every peer must come to the same result.' })),
      ],
      'no-restricted-properties': ['error', ...deterministic],
    },
  },
  {
    // A screen is a list of what is shown when: every condition is a line of it, and none hides a branch.
    files: ['gateway/console/src/**/*.{ts,tsx}'],
    rules: { complexity: ['error', 28] },
  },
  {
    files: ['test/**/*.ts'],
    rules: {
      '@typescript-eslint/no-restricted-imports': [
        'error',
        { name: 'node:test', message: 'The suite runs on Jest: see test/support/testing.ts.' },
        {
          name: '@jest/globals',
          message: 'Only its types are there: use test/support/testing.ts.',
          allowTypeImports: true,
        },
      ],
    },
  },
  {
    files: ['eslint.config.js', 'test/jest.config.js', '**/*.mjs'],
    ...tseslint.configs.disableTypeChecked,
    rules: { ...tseslint.configs.disableTypeChecked.rules, 'no-restricted-syntax': 'off' },
  },
);
