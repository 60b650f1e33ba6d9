/// <reference types="vite/client" />

interface ImportMetaEnv {
  /** Address of the API for the mini-program, without path, e.g. `https://fuwu.example.cn`. */
  readonly VITE_API_BASE?: string
}

declare module '*.vue' {
  import type { DefineComponent } from 'vue'
  const component: DefineComponent<object, object, unknown>
  export default component
}

/** WeChat's own calls, where uni-app has none; in `#ifdef MP-WEIXIN` only. */
declare const wx: Record<string, (() => { fontSizeSetting?: number }) | undefined>
