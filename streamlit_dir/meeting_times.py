"""Find a time at which everybody is at work."""

from datetime import time
from zoneinfo import available_timezones

import streamlit as st  #>=1.40

from meeting_times import shared_hours

st.set_page_config(page_title="Meeting times")
st.title("Meeting times")

day = st.date_input("Day, in the first zone")
zones = st.multiselect(
    "Time zones", sorted(available_timezones()), default=["Europe/Berlin", "America/New_York"], key="zones"
)
opens, closes = st.slider("At work", value=(time(9), time(17)))

if not zones:
    st.info("Choose at least one time zone.")
elif opens == closes:
    st.info("Work has to end after it begins.")
elif hours := shared_hours(day, zones, opens=opens, closes=closes):
    st.subheader("Everybody is at work")
    for begins, ends in hours:
        st.markdown(f"**{begins:%H:%M} to {ends:%H:%M}** in {zones[0]}")
else:
    st.warning("There is no hour at which everybody is at work.")
