/**
 * Runs the *built* mini-program (dist/build/mp-weixin) under WeChat's own component engine and WXML compiler, in jsdom.
 * `boot` starts app.js with a fake `wx`; `openPage` shows one page as a tap on a link would.
 */
const path = require('node:path')
const exparser = require('miniprogram-exparser')
const simulate = require('miniprogram-simulate')

const SCREEN = { windowWidth: 390, windowHeight: 844, pixelRatio: 2 }
const DEVICE = { platform: 'devtools', brand: 'x', model: 'x', system: 'iOS 17' }

/** Answer a call of `wx` as WeChat does: success and complete, now. */
function reply(options, result = {}) {
  const answer = { errMsg: 'ok', ...result }
  options?.success?.(answer)
  options?.complete?.(answer)
  return answer
}

/** `answer`: ({method, path, headers, body}) → {status, body}. `fontSize`: the size of type set in WeChat, px. */
function makeWx(phone, answer, fontSize) {
  const later = (options, result) => void setTimeout(() => reply(options, result))
  const cut = (options) => void setTimeout(() => options.fail?.({ errMsg: 'request:fail' }))
  const send = (method, options, asText) => {
    if (!phone.online) return cut(options)
    const url = new URL(options.url)
    const route = url.pathname.replace('/api/v1', '') + url.search
    phone.calls.push({ name: method, path: route, body: options.data })
    const { status, body } = answer({
      method,
      path: route,
      headers: options.header ?? {},
      body: options.data ?? {},
    })
    later(options, { statusCode: status, data: asText ? JSON.stringify(body) : body, header: {} })
  }
  const go = (name) => (options) => {
    phone.calls.push({ name, path: options.url })
    return reply(options)
  }
  return {
    request: (options) => (send(options.method ?? 'GET', options, false), { abort() {} }),
    uploadFile: (options) => (send('POST', options, true), { onProgressUpdate() {} }),
    chooseImage: (o) =>
      later(o, {
        tempFilePaths: ['wxfile://tmp/1.jpg'],
        tempFiles: [{ path: 'wxfile://tmp/1.jpg', size: 9 }],
      }),
    downloadFile: (o) => {
      if (!phone.online) return cut(o)
      phone.calls.push({ name: 'downloadFile', path: o.url })
      later(o, { statusCode: 200, tempFilePath: 'wxfile://tmp/file' })
    },
    openDocument: (o) => {
      phone.calls.push({ name: 'openDocument', path: `${o.fileType} ${o.filePath}` })
      later(o)
    },
    saveFile: (o) => later(o, { savedFilePath: o.tempFilePath.replace('tmp', 'usr') }),
    removeSavedFile: (o) => reply(o),
    login: (o) => (phone.calls.push({ name: 'login' }), later(o, { code: `code-${phone.calls.length}` })),
    requestSubscribeMessage: (o) => {
      phone.calls.push({ name: 'subscribe', path: o.tmplIds.join() })
      later(o, Object.fromEntries(o.tmplIds.map((id) => [id, phone.allows ? 'accept' : 'reject'])))
    },
    makePhoneCall: (o) => (phone.calls.push({ name: 'call', path: o.phoneNumber }), reply(o)),
    setClipboardData: (o) => (phone.calls.push({ name: 'copy', path: o.data }), reply(o)),
    showToast: (o) => (phone.calls.push({ name: 'toast', path: o.title }), reply(o)),
    navigateTo: go('navigateTo'),
    redirectTo: go('redirectTo'),
    reLaunch: go('reLaunch'),
    navigateBack: go('navigateBack'),
    stopPullDownRefresh() {},
    getNetworkType: (o) => reply(o, { networkType: phone.online ? 'wifi' : 'none' }),
    onNetworkStatusChange: (listener) => phone.network.push(listener),
    getStorageSync: (key) => phone.storage[key] ?? '',
    setStorageSync: (key, value) => (phone.storage[key] = value),
    removeStorageSync: (key) => delete phone.storage[key],
    getSystemInfoSync: () => ({
      ...SCREEN,
      ...DEVICE,
      language: 'zh_CN',
      SDKVersion: '3.5.0',
      version: '8.0.50',
    }),
    getAppBaseInfo: () => ({
      language: 'zh_CN',
      SDKVersion: '3.5.0',
      version: '8.0.50',
      fontSizeSetting: fontSize,
    }),
    getDeviceInfo: () => DEVICE,
    getWindowInfo: () => SCREEN,
    getSystemSetting: () => ({}),
    getLaunchOptionsSync: () => ({ path: '', query: {}, scene: 1001 }),
    getEnterOptionsSync: () => ({ path: '', query: {}, scene: 1001 }),
    getAccountInfoSync: () => ({ miniProgram: { appId: 'x', envVersion: 'develop' } }),
    getMenuButtonBoundingClientRect: () => ({
      top: 48,
      height: 32,
      left: 290,
      right: 380,
      width: 90,
      bottom: 80,
    }),
    canIUse: () => true,
    onError() {},
    createSelectorQuery() {},
    nextTick: (work) => setTimeout(work, 0),
  }
}

/** Start the app. Returns the phone: what was called, its storage, its network. */
function boot(root, answer, { fontSize = 17 } = {}) {
  const phone = { calls: [], storage: {}, network: [], online: true, allows: true }
  let app
  global.wx = makeWx(phone, answer, fontSize)
  global.App = (options) => {
    app = options
    options.onLaunch?.({ path: '', query: {} })
    options.onShow?.({ path: '', query: {} })
  }
  global.getApp = () => app
  global.getCurrentPages = () => []
  global.Page = (options) => global.Component(options)
  require(path.join(root, 'app.js'))
  phone.setOnline = (online) => {
    phone.online = online
    phone.network.forEach((listener) =>
      listener({ isConnected: online, networkType: online ? 'wifi' : 'none' }),
    )
  }
  return phone
}

// uni-app registers pages with Component(): the page's life-cycle functions stand among its methods.
function openPage(root, route, query = {}) {
  const page = simulate.render(simulate.load(path.join(root, route), 'page', { rootPath: root }))
  const { instance } = page
  instance.route = route
  const holder = document.createElement('div')
  document.body.appendChild(holder)
  page.attach(holder)
  instance.onLoad?.(query)
  instance.onShow?.()
  instance.onReady?.()
  return page
}

/** Let something happen to a node of the page: a tap, an input. `detail` is what WeChat would put into the event. */
function fire(node, name, detail = {}) {
  const options = { bubbles: true, composed: true, capturePhase: true }
  exparser.Event.dispatchEvent(node.__wxElement, exparser.Event.create(name, detail, options))
}

module.exports = { boot, openPage, fire, sleep: simulate.sleep }
