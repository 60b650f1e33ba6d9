// What is too small, cut off or too narrow to be tapped on the page as it stands. `tap` is the least side in px.
;({ tap, text }) => {
  const found = []
  const name = (node) => `<${node.tagName.toLowerCase()} class="${node.className}"> ${node.innerText?.slice(0, 30) ?? ''}`
  const shown = (node) => {
    const box = node.getBoundingClientRect()
    if (box.width < 2 || box.height < 2) return false
    for (let one = node; one instanceof Element; one = one.parentElement) {
      const style = getComputedStyle(one)
      if (style.display === 'none' || style.visibility === 'hidden' || style.opacity === '0') return false
    }
    return true
  }
  const wide = document.documentElement.clientWidth
  if (document.documentElement.scrollWidth > wide) found.push(`the page is ${document.documentElement.scrollWidth} wide`)

  for (const node of document.querySelectorAll('body *')) {
    if (!shown(node)) continue
    const style = getComputedStyle(node)
    const own = [...node.childNodes].some((one) => one.nodeType === 3 && one.data.trim())
    const box = node.getBoundingClientRect()
    if (style.display !== 'inline' && node.clientWidth > 0 && node.scrollWidth > node.clientWidth + 1)
      found.push(`wider than its box (${node.scrollWidth} > ${node.clientWidth}): ${name(node)}`)
    // Cards of lists show the first lines and an ellipsis; the whole text is one tap away.
    const cuts = ['hidden', 'clip'].includes(style.overflowY) && style.webkitLineClamp === 'none'
    if (own && cuts && node.scrollHeight > node.clientHeight + 2) found.push(`cut off below: ${name(node)}`)
    if (own && (box.left < -1 || box.right > wide + 1)) found.push(`beyond the edge: ${name(node)}`)
    if (own && parseFloat(style.fontSize) < text) found.push(`text of ${style.fontSize}: ${name(node)}`)
  }
  const targets = 'uni-button, button, a[href], [role=button], [role=radio], [role=checkbox], [role=tab], input, textarea'
  for (const node of document.querySelectorAll(targets)) {
    if (!shown(node) || node.type === 'file') continue
    const field = node.closest('uni-input, uni-textarea') ?? node
    const box = field.getBoundingClientRect()
    if (box.width < tap || box.height < tap)
      found.push(`target of ${Math.round(box.width)}x${Math.round(box.height)}: ${name(node)}`)
  }
  return [...new Set(found)]
}
