/** Matters of neighbours, and the number of who reported, in the mock API. */
import { absent, list, ok, refuse } from './answers.mjs'
import { OPEN, whole } from './tickets.mjs'

/** Open matters of others in the same compound and category. */
export function similar({ state, who, body }) {
  const found = state.tickets.filter(
    (t) => OPEN.includes(t.state) && t.reporter.id !== who.id && t.compound.id === body.compound_id,
  )
  return list(
    found
      .filter((t) => t.category === body.category)
      .map((t) => ({
        id: t.id,
        no: t.no,
        category_name: t.category_name,
        place_text: t.compound.name,
        state_name: '处理中',
        created_at: t.created_at,
        text: t.description,
        photo_url: null,
        reporters: 1 + t.follower_count,
        joined: Boolean(t.followers?.includes(who.id)),
        reasons: ['同一类问题'],
      })),
  )
}

export function join({ state, who }, id) {
  const ticket = state.tickets.find((t) => t.id === id)
  if (!ticket) return absent()
  ticket.followers = [...(ticket.followers ?? []), who.id]
  ticket.follower_count += 1
  return ok({ ...whole(ticket, who, 'resident'), joined: true })
}

export function provedAgain({ state, who, body }) {
  if (!body.code && body.password !== 'right') {
    return refuse(422, 'app.invalid_input', '请检查填写的内容', { password: ['密码不正确'] })
  }
  state.proven.add(who.id)
  return ok(undefined, 204)
}

export function reveal({ state, who }) {
  return state.proven.has(who.id)
    ? ok({ phone: '13800000001' })
    : refuse(403, 'auth.step_up_needed', '请再输入一次密码，确认是您本人')
}
