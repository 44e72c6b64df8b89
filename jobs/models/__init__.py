"""Models: trained on published marts by a job, never while a page opens; pages read their scores by SQL like any table.

A model is one module here with a `Model` (jobs.models.model), named in MODELS of jobs.models.score, and

* `work_out(marts)`: reads frames from the published marts and gives an `Outcome`: the card, and where there is enough data the scores
  by source and customer_id (or review_id, as `scored` and `scored_by` of the model say), figures for KPI cards and bins for calibration
  charts. It writes nothing and knows no user;
* `happened`, where its card holds a drift (dashapp.model_drift): what came of the promise of an earlier run;
* `scores`: its table in jobs.model_tables (and in LOADED of queries.lineage.relations), with the columns of the scores;
* SQL: `sql/staging/stg_<name>_scores.sql` over that table and `sql/marts/score_<name>.sql`, which joins dim_customers (of
  what else, its mart). It reads no step and takes no parameter, because scoring makes it anew from what is published.

Runs, cards, figures and bins need no tables of their own: fct_model_runs, fct_model_figures and fct_model_bins hold those of every
model. A page shows the card with Panel("models.<name>"), which callbacks.model_cards lists, and reads score_<name> as it likes.

`manage.py score` and the process after a build train, store, and publish a version in which only score tables are new. A full build
marks every run as of older data, and cards say so until the model has run again.
"""
