import { send } from "./mail.js";
import { sharedCounter } from "@coldstate/adapters/redis";

/** Since the beginning. */
const mails = sharedCounter("mails.mails", { role: "counter" });

export const handler = async (event: { to?: string }) => {
	if (event.to === undefined) return { statusCode: 200, body: `${await mails.get()} sent` };
	await send(event.to);
	await mails.increment();
	return { statusCode: 202, body: "" };
};
