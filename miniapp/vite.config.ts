import { defineConfig, type Plugin } from 'vite'
import uni from '@dcloudio/vite-plugin-uni'

/**
 * uni-app's runtime names hosts of its maker: pictures in the style sheet, advertisements, links in warnings. None is
 * needed, and nobody's page view may leave our server: they are taken out of what is built.
 */
const noForeignHosts = (): Plugin => ({
  name: 'no-foreign-hosts',
  enforce: 'post',
  generateBundle(_options, bundle) {
    for (const file of Object.values(bundle)) {
      if (file.type === 'chunk') {
        file.code = file.code.replace(/https:\/\/[\w.-]*dcloud\.net\.cn[^"'`)\s]*/g, '')
      } else if (file.fileName.endsWith('.css')) {
        file.source = String(file.source).replace(
          /url\((["']?)https:\/\/cdn\.dcloud\.net\.cn[^)]*\)/g,
          'none',
        )
      }
    }
  },
})

export default defineConfig({
  base: './',
  plugins: [uni(), noForeignHosts()],
  server: { proxy: { '/api': 'http://127.0.0.1:5000' } },
})
