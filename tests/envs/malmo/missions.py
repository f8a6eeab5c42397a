"""A mission as MineDojo 0.1 writes it, in our own words, and its parts to change."""

NAMESPACE = "http://ProjectMalmo.microsoft.com"
DEFAULT_WORLD = '<DefaultWorldGenerator forceReset="false" seed="7" generatorOptions="{}"/>'
PLAINS = '<BiomeGenerator forceReset="true" seed="7" biome="1"/>'
VOXELS = (
    '<ObservationFromGrid><Grid name="voxels"><min x="-1" y="-1" z="-1"/><max x="1" y="2" z="1"/></Grid>'
    "</ObservationFromGrid>"
)
RAYS = (
    '<ObservationFromRichLidar><RayOffset pitch="0.0" yaw="0.0" distance="10.0"/>'
    '<RayOffset pitch="0.5" yaw="-0.25" distance="9999"/></ObservationFromRichLidar>'
)


def mission(world=PLAINS, initial="", start="", handlers="", height=48, width=64):
    """Return a MissionInit document."""
    return f"""<MissionInit xmlns="{NAMESPACE}" SchemaVersion="" PlatformVersion="0.37.0">
<Mission><About><Summary>a test</Summary></About><ModSettings><MsPerTick>50</MsPerTick></ModSettings>
<ServerSection>
<ServerInitialConditions><!-- begins here -->{initial}</ServerInitialConditions>
<ServerHandlers>{world}</ServerHandlers>
</ServerSection>
<AgentSection mode="Survival"><Name>MineDojoAgent0</Name>
<AgentStart><LowLevelInputs>true</LowLevelInputs>{start}</AgentStart>
<AgentHandlers>
<VideoProducer want_depth="false"><Width>{width} </Width><Height>{height}</Height></VideoProducer>{handlers}
</AgentHandlers></AgentSection></Mission><ExperimentUID>1</ExperimentUID><ClientRole>0</ClientRole></MissionInit>"""
