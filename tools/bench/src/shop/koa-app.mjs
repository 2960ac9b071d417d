import Koa from 'koa';

/** The least that answers: what a process of ours costs is measured against it. */
const app = new Koa();
app.use((context) => {
  context.body = { ok: true };
});
app.listen(Number(process.env['PORT']), '127.0.0.1');
