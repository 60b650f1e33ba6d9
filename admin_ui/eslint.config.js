import { defineConfigWithVueTs, vueTsConfigs } from '@vue/eslint-config-typescript'
import pluginVue from 'eslint-plugin-vue'
import prettier from 'eslint-config-prettier'

const elementPlus = {
  group: ['element-plus', 'element-plus/**', '@element-plus/**'],
  message: 'Only src/ui knows the UI library; use an App* part.',
}
/** One layer's ban on the layers above it. */
const forbid = (files, patterns) => ({
  files,
  rules: { 'no-restricted-imports': ['error', { patterns }] },
})
const above = (group, message) => ({ group, message })

export default defineConfigWithVueTs(
  { ignores: ['dist', 'src/api/types.ts', 'src/components.d.ts'] },
  pluginVue.configs['flat/recommended'],
  vueTsConfigs.recommended,
  {
    rules: {
      'max-lines': ['error', 400],
      'max-lines-per-function': ['error', { max: 60, skipBlankLines: true, skipComments: true }],
      complexity: ['error', 12],
      'no-console': 'error',
      'no-alert': 'error',
      'no-restricted-globals': [
        'error',
        { name: 'fetch', message: 'core/http.ts is the only door to the network.' },
        { name: 'localStorage', message: 'Nothing about a person is kept in the browser.' },
        { name: 'sessionStorage', message: 'Nothing about a person is kept in the browser.' },
      ],
      'vue/block-order': ['error', { order: ['script', 'template', 'style'] }],
      'vue/define-macros-order': 'error',
      'vue/no-v-html': 'error',
      'vue/component-api-style': ['error', ['script-setup']],
      'vue/multi-word-component-names': 'error',
    },
  },
  forbid(['src/api/**'], [above(['@/*', '../*'], 'api holds types only.')]),
  forbid(
    ['src/core/**'],
    [elementPlus, above(['@/ui/**', '@/areas/**', '@/app/**'], 'core is below ui and areas.')],
  ),
  forbid(['src/ui/**'], [above(['@/areas/**', '@/app/**'], 'ui is below the areas.')]),
  forbid(
    ['src/areas/*/*'],
    [elementPlus, above(['@/areas/**', '@/app/**', '../**'], 'Areas never import each other, nor app.')],
  ),
  forbid(
    ['src/areas/*/*/**'],
    [elementPlus, above(['@/areas/**', '@/app/**', '../../**'], 'Areas never import each other, nor app.')],
  ),
  {
    files: ['src/areas/**/*.vue', 'src/app/**/*.vue'],
    ignores: ['src/app/App.vue'],
    rules: {
      'vue/no-restricted-syntax': [
        'error',
        { selector: 'VElement[rawName=/^el-/]', message: 'Raw Element Plus belongs in src/ui only.' },
      ],
    },
  },
  { files: ['src/core/http.ts'], rules: { 'no-restricted-globals': 'off' } },
  {
    files: ['tests/**', 'src/**/*.test.ts', 'scripts/**'],
    rules: {
      'max-lines-per-function': 'off',
      'no-console': 'off',
      'no-restricted-globals': 'off',
      'vue/one-component-per-file': 'off',
    },
  },
  prettier,
)
