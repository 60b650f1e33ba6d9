/** Invented people, places and categories for the mock API. */

export const COMPOUND = {
  id: 'c-1',
  name: '示例古城南路小区',
  address: '古城南路 12 号',
  community: '示例社区',
}
export const OTHER = { id: 'c-2', name: '示例八角北里', address: '八角北路 3 号', community: '示例北里社区' }
export const PROVIDER = { id: 'o-1', name: '示例安居物业', phone: '010-68000001' }

export const BUILDINGS = Array.from({ length: 9 }, (_, i) => ({
  id: `b-${i + 1}`,
  name: `${i + 1} 号楼`,
  units: [1, 2, 3].map((u) => ({ id: `u-${i + 1}-${u}`, name: `${u} 单元` })),
}))

export const HOMES = [101, 102, 201, 202, 301, 302].map((n) => ({ id: `h-${n}`, label: `${n} 室` }))

const category = (code, name, urgency, keywords, emergency = null) => ({
  code,
  name,
  urgency,
  emergency,
  asset_kind: null,
  keywords,
  kinds: ['repair'],
})

export const CATALOGUE = {
  groups: [
    {
      code: '02',
      name: '共用设备',
      categories: [
        category('0201', '楼道照明', 'U3', ['楼道灯', '楼道不亮', '声控灯', '灯不亮']),
        category('0203', '门禁对讲', 'U3', ['门禁', '对讲', '单元门']),
      ],
    },
    {
      code: '03',
      name: '电梯',
      categories: [
        category('0301', '困人', 'U1', ['困在电梯', '电梯困人'], 'entrapment'),
        category('0302', '停梯/故障', 'U2', ['电梯坏', '电梯停', '电梯']),
      ],
    },
    {
      code: '04',
      name: '给排水',
      categories: [
        category('0402', '爆管', 'U1', ['爆管', '跑水'], 'burst_pipe'),
        category('0404', '下水堵塞/返水', 'U2', ['堵了', '返水', '下水']),
      ],
    },
    {
      code: '07',
      name: '燃气',
      categories: [category('0701', '泄漏', 'U1', ['漏气', '煤气味', '燃气味'], 'gas')],
    },
    {
      code: '09',
      name: '环境卫生',
      categories: [category('0901', '楼道/院内保洁', 'U3', ['没人扫', '垃圾', '打扫', '脏'])],
    },
  ],
  kinds: [
    { value: 'repair', name: '报修' },
    { value: 'complaint', name: '投诉' },
    { value: 'help', name: '求助' },
    { value: 'suggestion', name: '建议' },
    { value: 'report', name: '举报' },
    { value: 'consultation', name: '咨询' },
  ],
  emergencies: [
    {
      key: 'gas',
      name: '燃气泄漏',
      advice: [
        '马上开窗通风，关掉燃气阀门。',
        '不要开关电灯和电器，不要点火，不要在屋里打电话。',
        '到室外再打电话。',
      ],
      calls: [
        { name: '燃气抢修', phone: '96777', place: '', source: '' },
        { name: '火警', phone: '119', place: '', source: '' },
      ],
      keywords: ['漏气', '煤气味'],
    },
    {
      key: 'entrapment',
      name: '电梯困人',
      advice: ['按轿厢里的报警按钮，报出电梯编号和所在楼号。', '靠墙站稳，不要扒门。'],
      calls: [
        { name: '电梯维保救援', phone: '', place: 'maintainer', source: '' },
        { name: '本小区物业', phone: '', place: 'provider', source: '' },
        { name: '救援', phone: '119', place: '', source: '' },
      ],
      keywords: ['困在电梯', '被困'],
    },
  ],
}

export const EMERGENCY_LINES = [
  { name: '火警', phone: '119', for: '火灾、被困' },
  { name: '急救', phone: '120', for: '有人受伤或突发疾病' },
  { name: '示例燃气', phone: '010-68000777', for: '燃气泄漏、停气' },
]

const post = (id, role, title, place, organisation, active = false) => ({
  id,
  role,
  title,
  place,
  organisation,
  active,
})
const HOME = {
  binding_id: 'bind-1',
  home_id: 'h-302',
  label: '3 号楼 2 单元 302 室',
  compound_id: COMPOUND.id,
  compound_name: COMPOUND.name,
  building_id: 'b-3',
  relation: 'owner',
  state: 'active',
}
const person = (persona, title, name, extra = {}) => ({
  persona,
  title,
  id: `p-${persona}`,
  name,
  posts: [],
  homes: [],
  compounds: [],
  ...extra,
})

/** A fresh cast: everything in it may be changed by a test. */
export function cast() {
  return [
    person('resident', '居民', '王秀英', {
      homes: [{ ...HOME }],
      compounds: [{ id: COMPOUND.id, name: COMPOUND.name, basis: 'home' }],
    }),
    person('family', '居民家属', '王小军', {
      homes: [{ ...HOME, binding_id: 'bind-2', relation: 'family', state: 'pending' }],
      compounds: [{ id: COMPOUND.id, name: COMPOUND.name, basis: 'pending' }],
    }),
    person('repair', '物业维修人员', '李建国', {
      posts: [
        post('post-1', 'repair', '维修人员', COMPOUND.name, PROVIDER.name, true),
        post('post-3', 'repair', '维修人员', OTHER.name, PROVIDER.name),
      ],
      compounds: [{ id: COMPOUND.id, name: COMPOUND.name, basis: 'post' }],
    }),
    person('manager', '物业项目经理', '赵敏', {
      posts: [post('post-2', 'manager', '物业项目经理', COMPOUND.name, PROVIDER.name, true)],
      compounds: [{ id: COMPOUND.id, name: COMPOUND.name, basis: 'post' }],
    }),
  ]
}

/** Lists of which the invented compound has nothing. */
export const EMPTY = [
  '/polls',
  '/party/commitments',
  '/council/topics',
  '/consultations/opinions',
  '/public/consultations',
  '/committees',
  '/committees/assemblies',
  '/services',
]
