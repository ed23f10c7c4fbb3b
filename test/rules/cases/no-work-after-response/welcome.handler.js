import nodemailer from 'nodemailer';

const transport = nodemailer.createTransport(process.env.SMTP_URL);

export const handler = async (event) => {
  const { email } = JSON.parse(event.body);
  transport.sendMail({ to: email, subject: 'Welcome' }); // reported
  return { statusCode: 202 };
};
