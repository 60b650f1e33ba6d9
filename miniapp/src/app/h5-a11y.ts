/**
 * H5 only. uni-app wraps the controls of the page in elements of its own and leaves out what a keyboard and a
 * screen reader need: names on the real inputs, roles, a main landmark, Enter on buttons.
 */

const FIXES: [string, (node: Element) => void][] = [
  ['uni-input[aria-label],uni-textarea[aria-label]', nameControl],
  ['uni-page-wrapper:not([role])', (node) => node.setAttribute('role', 'main')],
  ['uni-button:not([role])', makeButton],
  ['uni-image img:not([alt])', namePicture],
]

function nameControl(host: Element): void {
  const control = host.querySelector('input,textarea')
  const label = host.getAttribute('aria-label')
  if (control && label && control.getAttribute('aria-label') !== label)
    control.setAttribute('aria-label', label)
}

/** A picture without a name is decoration: what it shows stands beside it in words. */
function namePicture(picture: Element): void {
  picture.setAttribute('alt', picture.closest('uni-image')?.getAttribute('aria-label') ?? '')
}

function makeButton(node: Element): void {
  node.setAttribute('role', 'button')
  node.setAttribute('tabindex', '0')
}

function fix(): void {
  for (const [selector, repair] of FIXES) document.querySelectorAll(selector).forEach(repair)
}

/** Keep the page usable by keyboard and screen reader, whatever is drawn later. */
export function installA11y(): void {
  let planned = false
  new MutationObserver(() => {
    if (planned) return
    planned = true
    requestAnimationFrame(() => {
      planned = false
      fix()
    })
  }).observe(document.body, { childList: true, subtree: true })
  document.addEventListener('keydown', (event) => {
    const target = event.target as Element
    if ((event.key !== 'Enter' && event.key !== ' ') || target.tagName !== 'UNI-BUTTON') return
    event.preventDefault()
    ;(target as HTMLElement).click()
  })
  fix()
}
