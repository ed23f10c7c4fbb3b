import { send } from "./mail.js";

/** Since the beginning. */
let mails = 0;

export const handler = async (event: { to?: string }) => {
	if (event.to === undefined) return { statusCode: 200, body: `${mails} sent` };
	await send(event.to);
	mails += 1;
	return { statusCode: 202, body: "" };
};
