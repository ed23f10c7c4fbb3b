import { verify } from "./verify.js";

const revoked = new Set<string>();

export const handler = async (event: { token: string; revoke?: boolean }) => {
  if (event.revoke) {
    revoked.add(event.token);
    return { statusCode: 204 };
  }
  if (!revoked.has(event.token) && verify(event.token)) return { statusCode: 200 };
  return { statusCode: 401 };
};
