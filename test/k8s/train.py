"""Six epochs of nothing, with a checkpoint after each; it waits where it is told to, to be killed."""

import json
import os
import sys
import time

arm, fold = sys.argv[1], int(sys.argv[2])
with open(os.environ["FANOUT_TRIAL"]) as file:
    trial = json.load(file)
checkpoint = os.path.join(trial["checkpoint"], "state.json")
first = 0
if os.path.exists(checkpoint):
    with open(checkpoint) as file:
        first = json.load(file)["next"]
print(f"attempt {trial['attempt']} of {trial['trial']} begins at epoch {first}")
for epoch in range(first, 6):
    print(f"epoch={epoch} accuracy={0.5 + 0.05 * epoch + (0.1 if arm == 'b' else 0) + 0.01 * fold:.3f}")
    with open(checkpoint + ".part", "w") as file:
        json.dump({"next": epoch + 1, "host": os.environ.get("HOSTNAME")}, file)
    os.rename(checkpoint + ".part", checkpoint)
    if os.environ.get("WAIT_IN") == trial["trial"] and trial["attempt"] == 1 and epoch == 2:
        time.sleep(600)
