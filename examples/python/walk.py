#!/usr/bin/env python3
# A walk through one product, as a notebook: editors that know `# %%` show it cell by cell, and
#
#     python3 examples/python/walk.py [FOLDER]
#
# runs it from end to end and leaves the plots in FOLDER. Needs Debian's python3-matplotlib and
# python3-pandas.

# %% [markdown]
# # Who can stop an electric car?
# A car made and used in the United States, on the reference data.

# %%
import pathlib
import sys

import matplotlib

matplotlib.use("Agg" if __name__ == "__main__" else matplotlib.get_backend())
import matplotlib.pyplot as plt  # noqa: E402

import lode  # noqa: E402

DATA = pathlib.Path(__file__).resolve().parents[1] / "data"
FOLDER = pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else ".")
INK, WARN, SOFT = "#274060", "#b03a2e", "#9fb3c8"
plt.rcParams.update({"axes.spines.top": False, "axes.spines.right": False, "font.size": 9,
                     "figure.dpi": 150, "savefig.bbox": "tight"})

model = lode.read(DATA / "reference.lode.xml", DATA / "products.lode.xml")
network = model.compile("car-nmc811@USA")
model, network

# %% [markdown]
# ## What is lost when one country stops
# The bar is the loss; the thin line goes up to what it would be if all that is of unknown origin
# lay there, too. Red: more than 65 %.

# %%
exposure = network.exposure(kind="production").to_pandas()
worst = exposure[~exposure["home"]].nlargest(12, "loss").iloc[::-1]
figure, axes = plt.subplots(figsize=(6, 3.6))
axes.barh(worst["country"], 100 * worst["loss"],
          color=[WARN if single else INK for single in worst["single_source"]])
axes.hlines(range(len(worst)), 100 * worst["loss"], 100 * worst["loss_high"], color=SOFT, lw=2)
axes.axvline(65, color="0.6", lw=0.8, ls="--")
axes.set_xlabel("cars lost while the country stands still, %")
axes.set_xlim(0, 100)
figure.savefig(FOLDER / "walk-exposure.png")
worst[["country", "loss", "loss_high", "binding"]]

# %% [markdown]
# ## Where the dysprosium of one car is made, stage by stage
# Half of the ore is mined elsewhere, and some magnets are made elsewhere. Between the two everything
# passes through one country.

# %%
origin = network.origin().to_pandas()
CHAIN = ["dy-ore", "dy-oxide", "dy-metal", "ndfeb-alloy-uh", "magnet-uh"]
shares = origin[origin["item"].isin(CHAIN)].groupby(["item", "country"], observed=True)["share"].sum()
shares = shares.unstack(fill_value=0.0).loc[CHAIN]
largest = shares.max().nlargest(6).index
shares = shares[largest].assign(others=1.0 - shares[largest].sum(axis=1))
figure, axes = plt.subplots(figsize=(6, 2.8))
left = 0.0 * shares.iloc[:, 0]
colours = [WARN, INK, "#4f7cac", "#c0a36e", "#7a9e7e", "#8d6a9f", "0.85"]
for (country, share), colour in zip(shares.items(), colours):
    axes.barh(shares.index, 100 * share, left=100 * left, label=country, color=colour)
    left = left + share
axes.invert_yaxis()
axes.set_xlabel("made in, %")
axes.set_xlim(0, 100)
axes.legend(ncol=4, frameon=False, loc="upper center", bbox_to_anchor=(0.5, -0.2))
figure.savefig(FOLDER / "walk-dysprosium.png")
shares.round(3)

# %% [markdown]
# ## Would a magnet without dysprosium help?
# The same car with magnets that need none. China stands still at one stage at a time.

# %%
CARS = {"car-nmc811@USA": "UH magnets", "car-regular": "no dysprosium"}
STAGES = ["mine", "refine", "metal", "alloy", "component"]
figure, axes = plt.subplots(figsize=(6, 2.6))
for place, (car, name) in enumerate(CARS.items()):
    compiled = model.compile(car)
    losses = []
    for stage in STAGES:
        (row,) = (row for row in compiled.exposure(kind="production", stage=stage)
                  if row.country == "CHN")
        losses.append(row.loss)
        print(f"{name:14}  {stage:10}{row.loss:7.1%}  {row.binding.split()[-1]}")
    axes.bar([k + 0.4 * place for k in range(len(STAGES))], [100 * loss for loss in losses], 0.36,
             label=name, color=(WARN, INK)[place])
axes.set_xticks([k + 0.2 for k in range(len(STAGES))], STAGES)
axes.set_ylabel("cars lost, %")
axes.set_ylim(0, 100)
axes.legend(ncol=2, frameon=False, loc="upper center", bbox_to_anchor=(0.5, 1.2))
figure.savefig(FOLDER / "walk-choice.png")

# %% [markdown]
# It does not: the refineries that make the dysprosium also make what takes its place as the
# scarcest. Only the end of the chain says so; the loss alone looks the same.
