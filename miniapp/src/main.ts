import { createSSRApp } from 'vue'
import App from './App.vue'
// #ifdef H5
import { installA11y } from './app/h5-a11y'
installA11y()
// #endif

export function createApp() {
  return { app: createSSRApp(App) }
}
