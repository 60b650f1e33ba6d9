const BROWSERS: [RegExp, string][] = [
  [/MicroMessenger/i, '微信'],
  [/Edg\//, 'Edge 浏览器'],
  [/Firefox\//, '火狐浏览器'],
  [/Chrome\//, 'Chrome 浏览器'],
  [/Safari\//, 'Safari 浏览器'],
]
const SYSTEMS: [RegExp, string][] = [
  [/HarmonyOS|OpenHarmony/i, '鸿蒙'],
  [/Android/i, '安卓'],
  [/iPhone|iPad/i, '苹果手机或平板'],
  [/Windows/i, 'Windows'],
  [/Mac OS X/i, '苹果电脑'],
  [/Linux/i, 'Linux'],
]

/** A device as people call it, from what its browser says of itself. */
export function deviceName(userAgent: string | null): string {
  const found = (list: [RegExp, string][]) => list.find(([mark]) => mark.test(userAgent ?? ''))?.[1]
  return [found(SYSTEMS), found(BROWSERS)].filter(Boolean).join(' · ') || '未知设备'
}
