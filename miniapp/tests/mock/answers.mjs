/** The shapes in which the mock API answers. */
export const ok = (body, status = 200) => ({ status, body })
export const refuse = (status, code, message, fields = {}) => ({
  status,
  body: { error: { code, message, fields, request_id: 'mock' } },
})
export const absent = () => refuse(404, 'app.not_found', '没有找到')
export const list = (items, next = null) => ok({ items, next })
