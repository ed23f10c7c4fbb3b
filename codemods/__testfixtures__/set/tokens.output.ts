import { verify } from "./verify.js";
import { sharedSet } from "@coldstate/adapters/redis";

const revoked = sharedSet("tokens.revoked", { role: "security", layout: "entries", ttl: { s: 43_200 } });

export const handler = async (event: { token: string; revoke?: boolean }) => {
  if (event.revoke) {
    await revoked.add(event.token);
    return { statusCode: 204 };
  }
  if (!(await revoked.has(event.token)) && verify(event.token)) return { statusCode: 200 };
  return { statusCode: 401 };
};
