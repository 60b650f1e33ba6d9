import { fileURLToPath } from 'node:url'
import vue from '@vitejs/plugin-vue'
import Components from 'unplugin-vue-components/vite'
import { ElementPlusResolver } from 'unplugin-vue-components/resolvers'
import { defineConfig } from 'vitest/config'

// Styles are left out under test: happy-dom draws nothing, and parsing them triples the start time.
const resolver = ElementPlusResolver({ importStyle: process.env.VITEST ? false : 'css' })

const folder = (path: string) => fileURLToPath(new URL(path, import.meta.url))

export default defineConfig({
  base: './', // served under /admin/, but no path is baked in
  resolve: { alias: { '@': folder('./src'), '@tests': folder('./tests') } },
  plugins: [vue(), Components({ dirs: [], resolvers: [resolver], dts: 'src/components.d.ts' })],
  server: { host: '127.0.0.1', proxy: { '/api': process.env.HFW_API ?? 'http://127.0.0.1:5000' } },
  build: { manifest: true, chunkSizeWarningLimit: 700 },
  test: {
    environment: 'happy-dom',
    include: ['src/**/*.test.ts'],
    testTimeout: 20_000, // machines that run everything at once are slow at the first import
    restoreMocks: true,
    maxWorkers: 2, // by default one of two cores is left idle
  },
})
