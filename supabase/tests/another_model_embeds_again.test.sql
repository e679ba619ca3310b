-- Articles that the model in use has not embedded are embedded again, back and forth.
begin;
select plan(4);
\ir helpers/cast.psql

select public.save_article('tea', 'Tea', 'Tea is hot.');
update public.knowledge_base set embedding_model = 'old' where slug = 'tea';
update public.jobs set state = 'done' where kind = 'article.embed';
select is(public.embed_stale('old'), 0, 'nothing for the model that has done it');
select is(public.embed_stale('new'), 1, 'one for another model');
select is(public.embed_stale('new'), 0, 'which waits in the queue already');
update public.jobs set state = 'done' where kind = 'article.embed';
select is(public.embed_stale('new'), 1, 'and is enqueued again when it was done before');

select * from finish();
rollback;
