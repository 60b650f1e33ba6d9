const MIN_LENGTH = 12

export const PASSWORD_HINT = `至少 ${MIN_LENGTH} 个字符，当面或电话告知本人，并请其登录后修改。`

/** Why a password cannot be used, or null. The server has the last word. */
export function passwordProblem(password: string): string | null {
  return password.length < MIN_LENGTH ? `密码至少 ${MIN_LENGTH} 个字符` : null
}
