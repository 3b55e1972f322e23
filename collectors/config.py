"""AWS Config: what the account's configuration recorders record.

They are read where there is something of generative AI to record.
"""

from __future__ import annotations

from collectors.stacks import GENERATIVE
from collectors.table import Collector, Found, Row

_TYPE = "AWS::Config::ConfigurationRecorder"
_ID = "arn:{partition}:config:{region}:{account}:configuration-recorder/{name}"

CONFIG = Collector(
    service="config",
    prefix="config",
    rows=(
        Row(
            "DescribeConfigurationRecorders",
            parents=GENERATIVE,
            finds=(
                Found(_TYPE, _ID, items="ConfigurationRecorders", name="name", always=("recordingGroup",)),
            ),
        ),
        Row(
            "DescribeConfigurationRecorderStatus",
            parents=("DescribeConfigurationRecorders",),
            finds=(
                Found(_TYPE, _ID, items="ConfigurationRecordersStatus", adds=True, always=("recording",)),
            ),
        ),
    ),
)
