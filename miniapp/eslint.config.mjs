import { defineConfigWithVueTs, vueTsConfigs } from '@vue/eslint-config-typescript'
import prettier from 'eslint-config-prettier'
import pluginVue from 'eslint-plugin-vue'

const AREAS = ['home', 'report', 'tickets', 'identity', 'staff', 'inbox', 'callbacks', 'transparency']

/** Areas use core and ui, never each other. */
const fences = AREAS.map((area) => ({
  files: [`src/areas/${area}/**`],
  rules: {
    'no-restricted-imports': [
      'error',
      {
        patterns: [
          {
            group: AREAS.filter((other) => other !== area).map((other) => `@/areas/${other}/**`),
            message: 'An area never imports another area.',
          },
          { group: ['@/app/**'], message: 'Only the entry point imports src/app.' },
        ],
      },
    ],
  },
}))

export default defineConfigWithVueTs(
  { ignores: ['dist/**', 'node_modules/**', 'tests/mp/harness.cjs'] },
  pluginVue.configs['flat/recommended'],
  vueTsConfigs.recommended,
  {
    rules: {
      'max-lines': ['error', 400],
      'max-lines-per-function': ['error', { max: 80, skipComments: true, skipBlankLines: true }],
      complexity: ['error', 12],
      // uni.request and uni.uploadFile belong to core/http.ts alone.
      'no-restricted-syntax': [
        'error',
        {
          selector: "MemberExpression[object.name='uni'][property.name=/^(request|uploadFile)$/]",
          message: 'Use core/http.ts.',
        },
      ],
    },
  },
  { files: ['src/core/http.ts'], rules: { 'no-restricted-syntax': 'off' } },
  // Page files are named by their place in pages.json; the part names have two words.
  { files: ['src/areas/*/pages/*.vue', 'src/App.vue'], rules: { 'vue/multi-word-component-names': 'off' } },
  {
    files: ['src/core/**', 'src/ui/**'],
    rules: { 'no-restricted-imports': ['error', { patterns: ['@/areas/**', '@/app/**'] }] },
  },
  { files: ['src/areas/**/*.vue', 'src/ui/**/*.vue'], rules: { 'max-lines-per-function': 'off' } },
  { files: ['tests/**'], rules: { 'max-lines-per-function': 'off', complexity: 'off' } },
  ...fences,
  prettier,
)
