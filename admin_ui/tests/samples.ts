import type { Me, Role, StaffTicket } from '@/api/contract'

/** A ticket in work; give what the test is about. */
export function sampleTicket(over: Partial<StaffTicket> = {}): StaffTicket {
  return {
    id: 't1',
    no: 'BG2611220001',
    kind: 'repair',
    kind_name: '报修',
    category: '0201',
    category_name: '楼道照明',
    state: 'dispatched',
    state_name: '已派单',
    urgency: 'U3',
    urgency_name: '一般',
    version: 1,
    actions: [],
    description: '三层感应灯不亮',
    compound: { id: 'c1', name: '示例东里小区' },
    place_text: '1 号楼 2 单元',
    created_at: '2026-11-22T00:00:00+00:00',
    finish_due_at: '2026-11-25T00:00:00+00:00',
    late: false,
    responsible: { id: 'o1', name: '示例物业公司', phone: null },
    assignee: null,
    photo_url: null,
    rating: null,
    outcome: null,
    building: null,
    basis: 'home',
    hide_me: false,
    round: 1,
    contact_phone_masked: null,
    suspended_until: null,
    reporter: { name: '张**', phone_masked: '138****5678', phone: null },
    timeline: [],
    clocks: [],
    media: [],
    routing: [],
    ...over,
  }
}

export function sampleMe(role: Role, active = 'a'): Me {
  const post = (id: string, as: Role, title: string) => ({
    id,
    role: as,
    title,
    place: '示例社区',
    organisation: '',
    active: id === active,
  })
  return {
    person: { id: 'me', name: '李文静', phone_masked: null },
    posts: [post('a', role, '第一岗位'), post('b', 'sysadmin', '系统管理员')],
  }
}
