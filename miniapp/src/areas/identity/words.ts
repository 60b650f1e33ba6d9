/** Relations to a home and the standing of a registration, as residents say it. */
import type { Home } from '@/core/types'

export const RELATIONS: Record<Home['relation'], string> = { owner: '房主', family: '家里人', tenant: '租户' }

export const STANDING: Record<Home['state'], { name: string; text: string; icon: string }> = {
  pending: { name: '社区正在核对', text: '核对期间照样可以报修。', icon: 'wait' },
  active: { name: '已经核对', text: '报修时会自动选好这里。', icon: 'check' },
  refused: { name: '没有通过', text: '看看下面的原因，可以重新登记，也可以问社区。', icon: 'alert' },
  ended: { name: '已经解除', text: '以前报的事还在。', icon: 'cross' },
}
