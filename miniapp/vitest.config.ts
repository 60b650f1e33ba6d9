import { fileURLToPath } from 'node:url'
import { initPreContext, preJs } from '@dcloudio/uni-cli-shared'
import type { Plugin } from 'vite'
import { defineConfig } from 'vitest/config'

/** Sources contain `#ifdef` lines for two targets: unit tests see one of them, as the build does. */
const conditional = (): Plugin => {
  initPreContext(process.env.TEST_TARGET === 'mp-weixin' ? 'mp-weixin' : 'h5')
  return {
    name: 'conditional-compilation',
    enforce: 'pre',
    transform: (code, id) => (/\/src\/.*\.ts$/.test(id) ? preJs(code) : undefined),
  }
}

export default defineConfig({
  plugins: [conditional()],
  resolve: { alias: { '@': fileURLToPath(new URL('./src', import.meta.url)) } },
  test: {
    environment: 'jsdom',
    include: ['tests/**/*.test.ts'],
    pool: 'forks',
    maxWorkers: 2,
    testTimeout: 20000,
  },
})
